"""The page at /school."""
