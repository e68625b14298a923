"""The page at /console/appraisal."""
