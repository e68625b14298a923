"""Schools of the register: what they are called, of what kind, where, from which they came."""

from dataclasses import dataclass
from datetime import date

from libs.kernel.messages import Contract
from libs.kernel.periods import Since, value_on
from libs.kernel.problems import NotFound
from libs.rights.reading import Read, heard


def school_of(stream: str) -> str:
    """Return the id of the school that a stream is about: its id up to the first underscore."""
    return stream.partition("-")[2].partition("_")[0]


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """A school came into the register; `areas` from the smallest unit to the province."""

    kind: str
    areas: tuple[str, ...]
    name: str = ""


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
    """From `starts` on the school is of this kind."""

    kind: str
    starts: date


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
    | SchoolsMerged
    | SchoolFormed
)
SCHOOLS: Contract[SchoolHeard] = Contract(SchoolHeard)


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
    for told in heard(read(stream)[stream], SCHOOLS):
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
