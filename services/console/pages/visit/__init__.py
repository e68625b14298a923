"""The page at /console/visit."""
