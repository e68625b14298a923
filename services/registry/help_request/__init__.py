"""A school asks the office above it for help, and is answered."""
