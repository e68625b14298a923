"""Who may be in the team for a school: all that the registers say of each, in one answer."""
