"""The page at /console/help."""
