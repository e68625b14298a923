"""The page at /console/differences."""
