"""The report on an improvement plan's year."""
