"""The page at /console/act."""
