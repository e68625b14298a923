"""The page at /console/ratings."""
