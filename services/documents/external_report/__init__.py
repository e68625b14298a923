"""The report of an external review, draft or final, with the school's answers point by point."""
