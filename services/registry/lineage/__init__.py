"""Mergers, splits and closures of schools."""
