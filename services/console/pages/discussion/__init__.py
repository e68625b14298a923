"""One discussion: what was said, what is asked for, until when."""
