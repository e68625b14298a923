"""Where the tools print: the terminal as wide as it is, anything else wide enough for a table.

Names and texts are strangers': whatever would steer a terminal is written out (`texts.shown`).
"""

import sys
from collections.abc import Iterable

import click
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.segment import Segment

from libs.kernel.texts import shown

WIDTH = 144
"""Columns where there is no terminal to ask."""


def console() -> Console:
    """Return the console of standard output."""
    # No markup: a name in brackets is a name, no colour and no link.
    found = Console(width=None if sys.stdout.isatty() else WIDTH, markup=False)
    found.push_render_hook(_Shown())
    return found


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print a line, as `click.echo` does."""
    click.echo(shown(str(text)), err=err, nl=nl)


class _Shown(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Part(each) for each in renderables]


class _Part:
    """Something to be printed, as it may be: what the console itself steers with stays."""

    def __init__(self, of: ConsoleRenderable) -> None:
        self._of = of

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[Segment]:
        for segment in console.render(self._of, options):
            yield segment if segment.control else segment._replace(text=shown(segment.text))
