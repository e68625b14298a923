"""The page at /console/registration."""
