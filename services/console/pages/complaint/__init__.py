"""Complaints of schools against decisions: one with its stages, and all that wait for an office."""
