"""Interactions of one's own: read from a file, checked, and split into histories and candidates."""
