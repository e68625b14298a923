"""The page at /console/receipt."""
