"""Which organisation holds a function for a school, on a day."""

from collections.abc import Iterable, Sequence
from datetime import date

from libs.kernel.periods import Timeline
from libs.rights.held import Holder, holders_of
from libs.rights.reading import Read
from libs.rights.schools import school_in, unknown

FUNCTIONS = (
    "check_dossier",
    "aggregate",
    "appraise",
    "form_team",
    "decide_accreditation",
    "propose_national_standard",
    "decide_national_standard",
    "supervise_plan",
    "receive_report",
    "manage_blanks",
    "correct_diplomas",
)
"""Every function that an office can hold for schools; each is a stream for each area."""


def first_holder(areas: Iterable[Timeline[Holder]], kind: str, on: date) -> str | None:
    """Return who holds a function for `kind`: the smallest area decides where anybody holds it.

    `areas` give who holds it in each of them, from small to large.
    """
    held = (holder for area in areas for holder in area.on(on))
    return next((holder.org for holder in held if kind in holder.kinds), None)


def holder(
    read: Read, function: str, kind: str, areas: Sequence[str], on: date
) -> tuple[str | None, dict[str, int]]:
    """Return who holds `function` for `kind` in the smallest of `areas`, and the versions read."""
    streams = [f"assignment-{function}_{area}" for area in areas]
    found = read(*streams)
    versions = {stream: len(found[stream]) for stream in streams}
    return first_holder((holders_of(found[stream]) for stream in streams), kind, on), versions


def holder_for(
    read: Read, function: str, school: str, on: date
) -> tuple[str | None, dict[str, int]]:
    """Return who holds `function` for a school on `on`, and the versions read.

    The school's kind and areas are those of that day. Raises `NotFound` (school-unknown).
    """
    stream = f"school-{school}"
    found = school_in(read, school)
    if found is None:
        raise unknown(school)
    org, versions = holder(read, function, found.kind_on(on), found.areas_on(on), on)
    return org, {stream: len(read(stream)[stream]), **versions}


def concerned(read: Read, school: str) -> frozenset[str]:
    """Return the offices that hold or ever held a function for a school, wherever it lay."""
    found = school_in(read, school)
    if found is None:
        return frozenset()
    areas = sorted({area for since in found.areas for area in since.value})
    kinds = {since.value for since in found.kinds}
    streams = [f"assignment-{f}_{area}" for f in FUNCTIONS for area in areas]
    return frozenset(
        holder.org
        for events in read(*streams).values()
        for holder in holders_of(events).ever()
        if kinds & {*holder.kinds}
    )
