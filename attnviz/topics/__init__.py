"""What is said and drawn about one subject, claim and picture side by side."""
