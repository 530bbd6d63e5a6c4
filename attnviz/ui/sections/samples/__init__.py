"""The page of vectors: the table behind them, and what it was learned from."""
