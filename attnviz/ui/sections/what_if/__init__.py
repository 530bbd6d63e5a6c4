"""What if: a number or the clicks are changed, and what follows is shown beside what was."""
