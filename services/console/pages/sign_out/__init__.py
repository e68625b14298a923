"""The page at /console/sign-out."""
