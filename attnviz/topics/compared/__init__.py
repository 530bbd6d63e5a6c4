"""Two settings side by side: their clicks in one order, what differs, and the difference."""
