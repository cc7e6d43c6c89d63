"""Stage 1: photo -> Scene. What is where."""
