"""The page at /console/report-versions."""
