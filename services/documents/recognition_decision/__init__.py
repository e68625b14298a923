"""The decision to accredit a school or to recognise it at the national standard, or not to."""
