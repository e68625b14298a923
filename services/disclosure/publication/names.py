"""What schools and offices are called, heard from the registry."""

from dataclasses import dataclass, replace
from datetime import date

from libs.engine.procedure import Fold
from libs.kernel.messages import Contract
from libs.kernel.periods import Since


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """Registry: a school, its name and kind; `sample` marks what is no real school's data."""

    name: str
    kind: str
    sample: bool


@dataclass(frozen=True, slots=True)
class SchoolRenamed:
    """Registry: from `starts` on a school bears another name."""

    name: str
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolKindChanged:
    """Registry: from `starts` on a school is of another kind."""

    kind: str
    starts: date


@dataclass(frozen=True, slots=True)
class OrganisationRegistered:
    """Registry: an authority and its name."""

    name: str


@dataclass(frozen=True, slots=True)
class OrganisationRenamed:
    """Registry: from `starts` on an authority has another name."""

    name: str
    starts: date


Heard = (
    SchoolRegistered
    | SchoolRenamed
    | SchoolKindChanged
    | OrganisationRegistered
    | OrganisationRenamed
)
HEARD: Contract[Heard] = Contract(Heard)


@dataclass(frozen=True, slots=True)
class School:
    """What the public record shows of a school; without a name it is not in the register."""

    names: tuple[Since[str], ...] = ()
    kinds: tuple[Since[str], ...] = ()
    sample: bool = False


def _school(school: School, event: object) -> School:
    match event:
        case SchoolRegistered(name, kind, sample):
            return School((Since(name),), (Since(kind),), sample)
        case SchoolRenamed(name, starts):
            return replace(school, names=(*school.names, Since(name, starts)))
        case SchoolKindChanged(kind, starts):
            return replace(school, kinds=(*school.kinds, Since(kind, starts)))
    return school


def _office(names: tuple[Since[str], ...], event: object) -> tuple[Since[str], ...]:
    match event:
        case OrganisationRegistered(name):
            return (Since(name),)
        case OrganisationRenamed(name, starts):
            return (*names, Since(name, starts))
    return names


SCHOOL: Fold[School] = Fold("school", HEARD, School(), _school)
OFFICE: Fold[tuple[Since[str], ...]] = Fold("organisation", HEARD, (), _office)
