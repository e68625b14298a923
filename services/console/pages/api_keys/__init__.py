"""The page at /console/api-keys."""
