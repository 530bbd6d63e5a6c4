"""The mask, and what it keeps from padding, in words and pictures."""
