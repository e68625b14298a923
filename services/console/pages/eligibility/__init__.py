"""Who may and who must register for external evaluation, why, and the work to come."""
