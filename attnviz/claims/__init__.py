"""Sentences with numbers that are computed from the trace that is shown."""
