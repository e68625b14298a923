"""The page at /certificate."""
