"""The page at /console/second-factor."""
