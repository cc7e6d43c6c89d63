"""flowanim."""
