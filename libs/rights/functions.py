"""Which organisation holds a function for a school, on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from libs.kernel.periods import Since, Timeline, value_on
from libs.kernel.problems import NotFound
from libs.rights.heard import (
    Read,
    SchoolAreasChanged,
    SchoolFormed,
    SchoolKindChanged,
    SchoolRegistered,
    SchoolRenamed,
    SchoolsMerged,
    heard,
)
from libs.rights.held import Holder, holders_of

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


def school_of(stream: str) -> str:
    """Return the id of the school that a stream is about: its id up to the first underscore."""
    return stream.partition("-")[2].partition("_")[0]


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


@dataclass(frozen=True, slots=True)
class School:
    """A school of the register over time: its names, its kinds, its areas from small to large.

    `predecessors` are the schools it took up or came out of.
    """

    names: tuple[Since[str], ...]
    kinds: tuple[Since[str], ...]
    areas: tuple[Since[tuple[str, ...]], ...]
    predecessors: tuple[str, ...]

    def name_on(self, on: date) -> str:
        """Return the name of a day."""
        return value_on(self.names, on)

    def kind_on(self, on: date) -> str:
        """Return the kind of a day."""
        return value_on(self.kinds, on)

    def areas_on(self, on: date) -> tuple[str, ...]:
        """Return the areas of a day."""
        return value_on(self.areas, on)


def school_in(read: Read, school: str) -> School | None:
    """Return the school as the register has it, None if it has none of this id."""
    stream = f"school-{school}"
    names, kinds, areas = list[Since[str]](), list[Since[str]](), list[Since[tuple[str, ...]]]()
    before: list[str] = []
    for told in heard(read(stream)[stream]):
        match told:
            case SchoolRegistered(kind, lies_in, name):
                names, kinds, areas = [Since(name)], [Since(kind)], [Since(lies_in)]
            case SchoolRenamed(name, starts):
                names.append(Since(name, starts))
            case SchoolAreasChanged(lies_in, starts):
                areas.append(Since(lies_in, starts))
            case SchoolKindChanged(kind, starts):
                kinds.append(Since(kind, starts))
            case SchoolsMerged(predecessors):
                before += predecessors
            case SchoolFormed(origin):
                before.append(origin)
    if not kinds:
        return None
    return School(tuple(names), tuple(kinds), tuple(areas), tuple(before))


def lineage(read: Read, school: str) -> tuple[str, ...]:
    """Return a school and all that went before it, itself first."""
    found = [school]
    for each in found:
        known = school_in(read, each)
        found += [p for p in (known.predecessors if known else ()) if p not in found]
    return tuple(found)


def areas_of(read: Read, school: str, on: date) -> tuple[str, ...]:
    """Return a school's areas on a day, none if the register does not have it."""
    found = school_in(read, school)
    return found.areas_on(on) if found else ()


def unknown(school: str) -> NotFound:
    """Return the refusal of an act on a school that the register does not have."""
    return NotFound("school-unknown", f"Không có trường '{school}' trong sổ đăng ký.")
