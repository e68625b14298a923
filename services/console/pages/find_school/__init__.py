"""The page at /console/find-school."""
