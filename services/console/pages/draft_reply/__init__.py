"""The page at /console/draft-reply."""
