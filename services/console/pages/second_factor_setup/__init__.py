"""The page at /console/second-factor-setup."""
