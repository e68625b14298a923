"""The page at /console/preparation."""
