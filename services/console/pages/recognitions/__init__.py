"""The page at /console/recognitions."""
