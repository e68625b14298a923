"""Which organisation holds a function for a school, on a day."""

from collections.abc import Sequence
from datetime import date

from libs.errors import NotFound
from libs.rights.facts import Read, SchoolAreasChanged, SchoolRegistered, facts
from libs.rights.terms import terms_of
from libs.timeline import Since, value_on


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


def holder_for(
    read: Read, function: str, school: str, on: date
) -> tuple[str | None, dict[str, int]]:
    """Return who holds `function` for a school on `on`, and the versions read.

    The school's areas are those of that day. Raises `NotFound` (school-unknown).
    """
    stream = f"school-{school}"
    history = read(stream)[stream]
    kind, areas = "", []
    for fact in facts(history):
        if isinstance(fact, SchoolRegistered):
            kind, areas = fact.kind, [Since(fact.areas)]
        elif isinstance(fact, SchoolAreasChanged):
            areas.append(Since(fact.areas, fact.starts))
    if not kind:
        raise NotFound("school-unknown", f"Không có trường '{school}' trong sổ đăng ký.")
    org, versions = holder(read, function, kind, value_on(areas, on), on)
    return org, {stream: len(history), **versions}
