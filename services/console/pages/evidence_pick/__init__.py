"""The evidence that a sheet cites."""
