"""The page at /console: my work."""
