"""Mechanism shared by every service, and the law as data. Knows no service."""
