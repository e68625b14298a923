"""The page at /console/appraisal-work."""
