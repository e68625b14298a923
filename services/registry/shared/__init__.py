"""What several aggregates of the registry have in common."""
