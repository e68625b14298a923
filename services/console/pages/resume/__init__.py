"""The page at /console/resume."""
