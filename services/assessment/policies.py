"""What of others' events matters here, each with only the fields that are read."""

from dataclasses import dataclass
from datetime import date

from libs.kernel.messages import Contract


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
