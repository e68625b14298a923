"""Files on their way in and out: taken in pieces, looked at, kept; each opening noted."""
