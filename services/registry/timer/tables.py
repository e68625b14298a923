"""The days that have come, from their events to their table; and what has yet to be said."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from libs.engine.read_tables import insert, rows
from libs.law.calendar import school_year, school_year_days
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.duty.terms import terms
from services.registry.timer.events import DeadlineReached
from services.registry.timer.rules import ReachDeadline

KEY = ("instruction", "school_year", "code", "line", "day")
SAID = f"select {', '.join(KEY)} from deadline_reached where log = %(log)s"
ENTERED = "select id, entered_on from instruction where log = %(log)s"
NONE = -1


def project(db: Cursor, event: Recorded, known: DeadlineReached) -> None:
    """Bring the rows of a letter's year up to `event`."""
    instruction, _, year = event.stream.partition("-")[2].rpartition("_")
    row: dict[str, Any] = {
        "log": event.log,
        "instruction": instruction,
        "school_year": int(year),
        "code": known.code,
        "line": NONE if known.list_index is None else known.list_index,
        "day": known.day,
        "position": event.position,
    }
    insert(db, "deadline_reached", row, "on conflict do nothing")


def due(db: Cursor, log: str, today: date) -> Iterator[tuple[str, ReachDeadline]]:
    """Yield what the clock has to say by `today`: of this school year and the one before.

    What lay in the past when its letter was entered comes no more; what is older than that nobody
    waits for, however long the platform was away.
    """
    said = {tuple(row[name] for name in KEY) for row in rows(db, SAID, {"log": log})}
    entered = {row["id"]: row["entered_on"] for row in rows(db, ENTERED, {"log": log})}
    this = school_year(today)
    for year in (this - 1, this):
        values = {"log": log, "year": year, "instruction": None, "code": None, "actor": None}
        first, last = school_year_days(this - 1)[0], today
        for term in terms(db, values, today):
            letter = term.row["instruction"]
            since = max(first, entered[letter] or first)
            for each in term.every:
                if each.day is None or not since <= each.day <= last:
                    continue
                line = NONE if each.line is None else each.line
                if (letter, year, term.duty.code, line, each.day) not in said:
                    command = ReachDeadline(term.duty.code, each.line, each.day)
                    yield f"timer-{letter}_{year}", command
