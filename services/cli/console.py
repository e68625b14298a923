"""Where the tools print: the terminal as wide as it is, anything else wide enough for a table."""

import sys

from rich.console import Console

WIDTH = 144
"""Columns where there is no terminal to ask."""


def console() -> Console:
    """Return the console of standard output."""
    return Console(width=None if sys.stdout.isatty() else WIDTH)
