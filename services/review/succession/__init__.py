"""What becomes of certificates and running cases when a school merges, splits or closes."""
