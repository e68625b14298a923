"""The page at /console/hand-over."""
