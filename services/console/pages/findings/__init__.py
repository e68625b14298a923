"""The page at /console/findings."""
