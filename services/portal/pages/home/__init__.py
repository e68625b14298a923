"""The page at /: the search for a school."""
