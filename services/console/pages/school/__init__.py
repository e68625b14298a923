"""The page at /console/school."""
