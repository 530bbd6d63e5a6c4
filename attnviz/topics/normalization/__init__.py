"""What normalizations make of the same scores, in words and pictures."""
