"""A school's register of evidence."""
