"""The page at /console/report-text."""
