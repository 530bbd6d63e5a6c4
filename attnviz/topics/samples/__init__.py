"""Histories, candidates and their vectors, in words and pictures."""
