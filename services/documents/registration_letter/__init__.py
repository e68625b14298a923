"""The letter with which a school registers, with what was handed in with it."""
