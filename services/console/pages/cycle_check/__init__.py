"""The page at /console/cycle-check."""
