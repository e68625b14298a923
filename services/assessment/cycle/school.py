"""What a cycle must know of its school: what is heard of it, and what is remembered."""

from dataclasses import dataclass, replace
from datetime import date

from libs.engine.procedure import Fold
from libs.kernel.messages import Contract
from libs.kernel.periods import Since


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """Registry: a school of this kind exists; the kind decides which rule set judges it."""

    kind: str


@dataclass(frozen=True, slots=True)
class SchoolKindChanged:
    """Registry: from `starts` on a school is of another kind."""

    kind: str
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolClosed:
    """Registry: a school is no more, `ends` being the first day without it."""

    ends: date


Heard = SchoolRegistered | SchoolKindChanged | SchoolClosed
HEARD: Contract[Heard] = Contract(Heard)


@dataclass(frozen=True, slots=True)
class School:
    """A school as self-assessment remembers it."""

    kinds: tuple[Since[str], ...] = ()
    closed_on: date | None = None


def _school(school: School, event: Heard) -> School:
    match event:
        case SchoolRegistered(kind):
            return School((Since(kind),))
        case SchoolKindChanged(kind, starts):
            return replace(school, kinds=(*school.kinds, Since(kind, starts)))
        case SchoolClosed(ends):
            return replace(school, closed_on=ends)


SCHOOL: Fold[School] = Fold("school", HEARD, School(), _school)
