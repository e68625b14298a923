"""The page at /console/public-record."""
