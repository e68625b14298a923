"""The page at /console/work-plan."""
