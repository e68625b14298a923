"""How many people work at a school, by year."""
