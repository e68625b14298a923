"""The page at /console/criterion-sheet."""
