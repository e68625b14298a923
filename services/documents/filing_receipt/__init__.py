"""The receipt of a registration: when it was filed, what with, and where it stands in the log."""
