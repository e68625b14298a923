"""The evidence behind a report that was handed in."""
