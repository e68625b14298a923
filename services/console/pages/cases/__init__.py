"""The page at /console/cases."""
