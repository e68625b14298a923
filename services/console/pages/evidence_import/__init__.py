"""A list of evidence from a table."""
