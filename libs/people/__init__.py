"""Personal texts outside the log: the vault that keeps them, commitments that stand for them."""
