"""Who holds which role at which office, proposed, confirmed, lent."""
