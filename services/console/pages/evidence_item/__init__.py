"""One item of evidence."""
