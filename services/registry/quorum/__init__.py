"""What is asked of votes in self-assessment councils, where anything is."""
