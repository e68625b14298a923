"""The page at /console/kit."""
