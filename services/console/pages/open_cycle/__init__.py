"""The page at /console/open-cycle."""
