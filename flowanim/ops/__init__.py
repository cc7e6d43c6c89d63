"""Arithmetic on arrays; knows nothing of scenes or networks."""
