"""What the aggregates of self-assessment have in common."""
