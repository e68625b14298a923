"""The page at /console/report-comments."""
