"""The page at /console/help-request."""
