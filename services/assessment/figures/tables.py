"""From the events of figures, and of the schools that have them, to read tables."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, assert_never

from libs.engine.read_tables import NewRows, insert, row_of, seen, update
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import schools
from libs.rights.schools import Placing, SchoolClosed, placed
from services.assessment.figures.events import (
    FiguresEvent,
    FiguresLocked,
    FiguresRecorded,
    FiguresReopened,
    FiguresWithdrawn,
)

Heard = schools.SchoolRegistered | schools.SchoolKindChanged | schools.SchoolAreasChanged
HEARD: Contract[Heard | SchoolClosed] = Contract(Heard | SchoolClosed)
_KEY = "on conflict (log, school, year, code) do update set"
_STANDING = ("value", "taken_from", "true_on", "recorded_on")


def project(db: Cursor, event: Recorded, known: FiguresEvent) -> None:
    """Bring the rows of a school's year up to `event`."""
    stream = row_of(event)
    school, _, year = stream["id"].rpartition("_")
    place = {"log": event.log, "school": school, "year": int(year)}
    about = {
        "version": event.version,
        "position": event.position,
        "recorded_on": event.on,
        "actor": event.envelope["actor"],
    }
    match known:
        case FiguresRecorded(figures, taken_from, true_on, note):
            first = {**stream, **place, "recorded_on": event.on}
            insert(db, "figures_year", first, "on conflict (log, id) do nothing")
            update(db, "figures_year", event, {"recorded_on": event.on})
            again = ", ".join(f"{name} = excluded.{name}" for name in _STANDING)
            for number, each in enumerate(figures, 1):
                told = {"code": each.code, "value": each.value, "taken_from": taken_from}
                row = {**place, **told, "true_on": true_on}
                insert(db, "figure", {**row, "recorded_on": event.on}, f"{_KEY} {again}")
                insert(db, "figure_act", {**row, **about, "number": number, "note": note})
        case FiguresWithdrawn(codes, reason):
            for number, code in enumerate(codes, 1):
                act = {**place, **about, "number": number, "code": code, "note": reason}
                insert(db, "figure_act", act)
            which = {**place, "codes": list(codes)}
            db.execute(WITHDRAW, which)
        case FiguresLocked(_, figures_hash):
            _lock(db, event, event.on, figures_hash)
        case FiguresReopened():
            _lock(db, event, None, None)
        case _:
            assert_never(known)
    seen(db, "figures_year", event)


WITHDRAW = """
delete from figure where log = %(log)s and school = %(school)s and year = %(year)s
and code = any (%(codes)s)
"""


def _lock(db: Cursor, event: Recorded, on: date | None, figures_hash: str | None) -> None:
    update(db, "figures_year", event, {"locked_on": on, "figures_hash": figures_hash})


def hear(db: Cursor, event: Recorded, known: Placing | SchoolClosed) -> None:
    """Bring what is known of a school up to `event`."""
    if isinstance(known, SchoolClosed):
        update(db, "figures_school", event, {"closed_on": known.ends})
        return
    new = NewRows()
    place(new, event, known)
    new.write(db)


def place(new: NewRows, event: Recorded, placing: Placing) -> None:
    """Add a school, or where it lies and of what kind it is, as far as the event says it."""
    told = placed(placing)
    stream = row_of(event)
    since = {"log": event.log, "school": stream["id"], "version": event.version}
    since["starts"] = told.starts
    if isinstance(placing, schools.SchoolRegistered):
        new.add("figures_school", stream)
    if told.areas is not None:
        new.add("figures_school_area", {**since, "areas": list(told.areas)})
    if told.kind is not None:
        new.add("figures_school_kind", {**since, "kind": told.kind})


TOGETHER: Mapping[type, Callable[[NewRows, Recorded, Any], None]] = {
    schools.SchoolRegistered: place,
    schools.SchoolKindChanged: place,
    schools.SchoolAreasChanged: place,
}
