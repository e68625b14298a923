"""Of the registry: which schools there are that report, what they are called, where they lie."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.engine.read_tables import insert
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """Registry: a school came into the register."""

    name: str
    kind: str
    areas: tuple[str, ...]
    education_stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolRenamed:
    """Registry: another name from a day on."""

    name: str
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolKindChanged:
    """Registry: another kind from a day on."""

    kind: str
    starts: date
    education_stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolAreasChanged:
    """Registry: other areas from a day on."""

    areas: tuple[str, ...]
    starts: date


@dataclass(frozen=True, slots=True)
class SchoolClosed:
    """Registry: the school is no more, `ends` being the first day without it."""

    ends: date


HEARD: Contract[Any] = Contract(
    SchoolRegistered | SchoolRenamed | SchoolKindChanged | SchoolAreasChanged | SchoolClosed
)
FIELDS = ("name", "kind", "areas", "education_stages", "starts", "ends")


def project(db: Cursor, event: Recorded, heard: Any) -> None:
    """Keep what an event says of a school."""
    row = {"log": event.log, "school": school_of(event.stream), "version": event.version}
    said = {name: getattr(heard, name) for name in FIELDS if hasattr(heard, name)}
    said |= {name: list(said[name]) for name in ("areas", "education_stages") if name in said}
    insert(db, "report_school", {**row, **said})
