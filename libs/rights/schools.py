"""Schools of the register: what they are called, of what kind, where, from which they came."""

from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from libs.kernel.messages import Contract
from libs.kernel.periods import Since, value_on
from libs.kernel.problems import NotFound
from libs.log.entry import Recorded
from libs.rights.reading import Read, folded, heard


def school_of(stream: str) -> str:
    """Return the id of the school that a stream is about: its id up to the first underscore."""
    return stream.partition("-")[2].partition("_")[0]


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """A school came into the register; `areas` from the smallest unit to the province."""

    kind: str
    areas: tuple[str, ...]
    name: str = ""
    opened_on: date | None = None
    cohorts_completed: int | None = None
    sample: bool = False
    education_stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolRenamed:
    """From `starts` on the school has this name."""

    name: str
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolAreasChanged:
    """From `starts` on the school lies in these areas."""

    areas: tuple[str, ...]
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolKindChanged:
    """From `starts` on the school is of this kind, with these stages if it is one of many."""

    kind: str
    starts: date
    education_stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolOperationRecorded:
    """Since when the school operates and how many cohorts it has completed."""

    opened_on: date | None
    cohorts_completed: int | None


@dataclass(frozen=True, slots=True)
class SchoolClosed:
    """The school is no more; `ends` is the first day without it."""

    ends: date


@dataclass(frozen=True, slots=True)
class SchoolsMerged:
    """The school took up others, which ended."""

    predecessors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchoolFormed:
    """The school came out of another one, which was divided."""

    origin: str


SchoolHeard = (
    SchoolRegistered
    | SchoolRenamed
    | SchoolAreasChanged
    | SchoolKindChanged
    | SchoolOperationRecorded
    | SchoolClosed
    | SchoolsMerged
    | SchoolFormed
)
SCHOOLS: Contract[SchoolHeard] = Contract(SchoolHeard)


@dataclass(frozen=True, slots=True)
class School:
    """A school of the register over time: its names, its kinds, its areas from small to large.

    Without a kind it is not in the register. `opened_on` and `cohorts_completed` are None if not
    stated, `closed_on`, the first day without it, while it lives. `predecessors` are the schools it
    took up or came out of; `sample` marks what is no real school's data.
    """

    names: tuple[Since[str], ...] = ()
    kinds: tuple[Since[str], ...] = ()
    areas: tuple[Since[tuple[str, ...]], ...] = ()
    opened_on: date | None = None
    cohorts_completed: int | None = None
    closed_on: date | None = None
    predecessors: tuple[str, ...] = ()
    sample: bool = False
    education_stages: tuple[Since[tuple[str, ...]], ...] = ()

    def name_on(self, on: date) -> str:
        """Return the name of a day."""
        return value_on(self.names, on)

    def kind_on(self, on: date) -> str:
        """Return the kind of a day."""
        return value_on(self.kinds, on)

    def education_stages_on(self, on: date) -> tuple[str, ...]:
        """Return the education stages of a day, those of a school of many."""
        return value_on(self.education_stages, on)

    def areas_on(self, on: date) -> tuple[str, ...]:
        """Return the areas of a day."""
        return value_on(self.areas, on)


def evolve(school: School, event: SchoolHeard) -> School:
    """Return the school after `event`."""
    match event:
        case SchoolRegistered(kind, areas, name, opened_on, cohorts, sample, stages):
            first = ((Since(name),), (Since(kind),), (Since(areas),))
            school = School(*first, opened_on, cohorts, sample=sample)
            return replace(school, education_stages=(Since(stages),))
        case SchoolRenamed(name, starts):
            return replace(school, names=(*school.names, Since(name, starts)))
        case SchoolAreasChanged(areas, starts):
            return replace(school, areas=(*school.areas, Since(areas, starts)))
        case SchoolKindChanged(kind, starts, stages):
            taught = (*school.education_stages, Since(stages, starts))
            kinds = (*school.kinds, Since(kind, starts))
            return replace(school, kinds=kinds, education_stages=taught)
        case SchoolOperationRecorded(opened_on, cohorts):
            return replace(school, opened_on=opened_on, cohorts_completed=cohorts)
        case SchoolClosed(ends):
            return replace(school, closed_on=ends)
        case SchoolsMerged(predecessors):
            return replace(school, predecessors=(*school.predecessors, *predecessors))
        case SchoolFormed(origin):
            return replace(school, predecessors=(*school.predecessors, origin))


Placing = SchoolRegistered | SchoolKindChanged | SchoolAreasChanged
PLACINGS: Contract[Placing] = Contract(Placing)
"""What says of which kind a school is, or where it lies: by both it is found who is in charge."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Of what kind a school is and where it lies from `starts` on; None: as before.

    `starts` is None for what holds from the start.
    """

    starts: date | None
    kind: str | None = None
    areas: tuple[str, ...] | None = None


def placed(event: Placing) -> Placed:
    """Return what an event says of a school's kind and areas."""
    match event:
        case SchoolRegistered(kind, areas):
            return Placed(None, kind, areas)
        case SchoolKindChanged(kind, starts):
            return Placed(starts, kind=kind)
        case SchoolAreasChanged(areas, starts):
            return Placed(starts, areas=areas)


def school_in(read: Read, school: str) -> School | None:
    """Return the school as the register has it, None if it has none of this id."""
    stream = f"school-{school}"
    found = folded(read(stream)[stream], School, _evolved)
    return found if found.kinds else None


def _evolved(school: School, event: Recorded) -> School:
    return reduce(evolve, heard([event], SCHOOLS), school)


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
