"""The page at /console/profile."""
