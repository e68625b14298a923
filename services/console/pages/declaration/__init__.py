"""The page at /console/declaration."""
