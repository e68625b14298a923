"""Which organisation holds a function for a school, on a day."""

from collections.abc import Sequence
from datetime import date

from libs.rights.facts import Read
from libs.rights.terms import terms_of


def school_of(stream: str) -> str:
    """Return the id of the school that a stream is about: its id up to the first underscore."""
    return stream.partition("-")[2].partition("_")[0]


def holder(
    read: Read, function: str, kind: str, areas: Sequence[str], on: date
) -> tuple[str | None, dict[str, int]]:
    """Return who holds `function` for `kind` in the smallest of `areas`, and the versions read."""
    streams = [f"assignment-{function}_{area}" for area in areas]
    found = read(*streams)
    versions = {stream: len(found[stream]) for stream in streams}
    for stream in streams:
        for term in terms_of(found[stream]):
            if kind in term.kinds and term.holds(on):
                return term.org, versions
    return None, versions
