"""The page at /console/cycle."""
