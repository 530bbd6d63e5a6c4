"""Two activation units side by side, in words and pictures."""
