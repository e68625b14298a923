"""The page at /console/groups."""
