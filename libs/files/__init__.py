"""Files: bytes kept once under their hash, and what they are by their content, not their name."""
