"""The analysis of content elements, a sheet for each criterion (Phụ lục 2 of 5932)."""
