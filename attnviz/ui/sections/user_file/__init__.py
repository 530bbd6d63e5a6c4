"""A learner's own file of clicks: opened, read as they say, corrected."""
