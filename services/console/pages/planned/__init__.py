"""The schools that an office plans to have evaluated in a school year."""
