"""The page at /console/cycles."""
