"""The page at /console/carry-over."""
