"""The page at /console/case-step."""
