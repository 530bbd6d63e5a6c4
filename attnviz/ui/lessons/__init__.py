"""Lessons as their author makes them, and as a learner goes through them."""
