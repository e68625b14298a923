"""A school's improvement plan of a school year (J4): what it does about its weaknesses."""
