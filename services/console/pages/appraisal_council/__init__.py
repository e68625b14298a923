"""The page at /console/appraisal-council."""
