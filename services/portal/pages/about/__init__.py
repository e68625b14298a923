"""The page at /about."""
