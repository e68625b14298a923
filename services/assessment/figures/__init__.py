"""A school's figures of a school year: recorded, corrected, locked, quoted."""
