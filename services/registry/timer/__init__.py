"""Days of letters that have come: what the clock records of them."""
