"""The page at /console/notices."""
