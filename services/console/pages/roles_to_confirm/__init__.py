"""The page at /console/roles-to-confirm."""
