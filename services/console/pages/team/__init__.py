"""The page at /console/team."""
