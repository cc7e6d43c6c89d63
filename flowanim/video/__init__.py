"""Stage 4: frames -> file, and back."""
