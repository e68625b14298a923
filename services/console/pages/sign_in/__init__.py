"""The page at /console/sign-in."""
