"""The heads: what each attends to, in words and pictures."""
