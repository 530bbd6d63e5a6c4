"""From the bytes of a file to a text or a table of texts."""
