"""What the aggregates of review have in common."""
