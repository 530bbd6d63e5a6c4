"""Layers that learned from the same log, in words and pictures."""
