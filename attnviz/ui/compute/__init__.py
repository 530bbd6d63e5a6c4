"""What a page waits for: cached traces, the training queue, a learner's own data."""
