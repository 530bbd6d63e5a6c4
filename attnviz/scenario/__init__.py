"""What is asked: settings and links, items, histories and candidates."""
