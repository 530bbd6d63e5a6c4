"""What if: what follows of clicks and numbers that a learner has changed."""
