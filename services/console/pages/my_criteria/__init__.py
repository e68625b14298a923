"""The criteria that a person writes."""
