"""What training does to the attention, in words and pictures."""
