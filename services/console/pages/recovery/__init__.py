"""The page at /console/recovery."""
