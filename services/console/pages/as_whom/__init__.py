"""The page at /console/as-whom."""
