"""The page at /console/help-requests."""
