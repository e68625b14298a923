"""The page at /console/case."""
