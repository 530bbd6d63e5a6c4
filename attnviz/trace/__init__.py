"""The frozen record of a walk, and its arithmetic."""
