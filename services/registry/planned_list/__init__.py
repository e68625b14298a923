"""The list of schools an office plans to evaluate in a year."""
