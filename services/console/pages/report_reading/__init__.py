"""A report as the office above the school reads it and comments on it."""
