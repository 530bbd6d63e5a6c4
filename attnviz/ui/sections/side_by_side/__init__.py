"""Parts of pages that show several settings side by side."""
