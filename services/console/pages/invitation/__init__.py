"""The page at /console/invitation."""
