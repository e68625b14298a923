"""Whom schools succeeded, heard from the registry: the record of a school shows theirs too."""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from libs.engine.read_tables import insert
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from libs.log.entry import Recorded


@dataclass(frozen=True, slots=True)
class SchoolClosed:
    """Registry: the school is no more; `successors` go on for it."""

    successors: tuple[str, ...]
    ends: date


@dataclass(frozen=True, slots=True)
class SchoolFormed:
    """Registry: the school came out of `origin`."""

    origin: str
    starts: date


Heard = SchoolClosed | SchoolFormed
HEARD: Contract[Heard] = Contract(Heard)


def project(db: Cursor, event: Recorded, heard: Heard) -> None:
    """Add who succeeded whom."""
    log, school = event.log, event.stream.partition("-")[2]
    match heard:
        case SchoolClosed(successors, ends):
            for successor in successors:
                _succession(db, log, school, successor, ends)
        case SchoolFormed(origin, starts):
            _succession(db, log, origin, school, starts)
        case _:
            assert_never(heard)


def _succession(db: Cursor, log: str, predecessor: str, successor: str, starts: date) -> None:
    row = {"log": log, "predecessor": predecessor, "successor": successor, "starts": starts}
    insert(db, "succession", row, "on conflict do nothing")
