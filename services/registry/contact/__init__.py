"""Whom schools of an office ask."""
