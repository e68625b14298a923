"""The page at /console/name-openings."""
