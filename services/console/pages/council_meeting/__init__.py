"""The page at /console/council-meeting."""
