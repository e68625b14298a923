"""Who may and who must register for external evaluation, and how much work that will be."""
