"""Certificates of accreditation and of the national standard (J3)."""
