"""The sheets of the criteria (Phụ lục 5a and 5b of 5932 and 5942)."""
