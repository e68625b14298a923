"""The slip with which an office returns a registration, each part with its reason."""
