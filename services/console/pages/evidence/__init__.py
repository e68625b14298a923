"""The evidence of a school."""
