"""What components have in common: modules, styles, and an item as they show it."""
