"""The page at /console/council."""
