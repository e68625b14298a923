"""A school's self-assessment of one year (J1)."""
