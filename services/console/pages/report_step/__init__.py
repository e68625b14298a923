"""The page at /console/report-step."""
