"""The page at /console/team-making."""
