"""Which schools a reader sees, out of tables that each service keeps for it (sight.sql).

The rule is `libs.rights.Sight`, asked of the log for one stream; a list needs the same answer for
every school at once, and asks these tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import LiteralString

from libs.eventlog import Recorded
from libs.postgres import Cursor
from libs.rights import FACTS, Read, Sight, school_of
from libs.rights.facts import (
    FunctionAssigned,
    FunctionEnded,
    SchoolAreasChanged,
    SchoolKindChanged,
    SchoolRegistered,
)
from libs.rights.separation import TEAM

SCRIPT: Traversable = files("libs") / "sight.sql"
_HEARD = frozenset(
    kind.__name__
    for kind in (
        *(SchoolRegistered, SchoolAreasChanged, SchoolKindChanged),
        *(FunctionAssigned, FunctionEnded),
    )
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The schools a reader sees, sorted, None for all; `inside`: as an officer or team member."""

    schools: tuple[str, ...] | None
    inside: tuple[str, ...] | None


ALL = Seen(None, None)


def project(db: Cursor, event: Recorded) -> None:
    """Bring the tables of sight from `event.position - 1` to `event.position`."""
    if event.type == TEAM:
        for member in event.data["members"]:
            _insert(db, "sight_team", (event.log, member["person"], school_of(event.stream)))
        return
    if event.type not in _HEARD:
        return
    subject = event.stream.partition("-")[2]
    match FACTS.event(event.envelope):
        case SchoolRegistered(kind, areas):
            _insert(db, "sight_school", (event.log, subject, kind))
            _lies_in(db, event, areas)
        case SchoolKindChanged(kind):
            _insert(db, "sight_school", (event.log, subject, kind))
        case SchoolAreasChanged(areas):
            _lies_in(db, event, areas)
        case FunctionAssigned(holder, kinds, starts):
            area = subject.rpartition("_")[2]
            for kind in kinds:
                row = (event.log, subject, event.version, area, kind, holder, starts)
                _insert(db, "sight_holder", row)
        case FunctionEnded(holder, ends):
            # What ends before it began was never held.
            db.execute(
                "delete from sight_holder"
                " where log = %s and assignment = %s and holder = %s and starts >= %s",
                (event.log, subject, holder, ends),
            )


def seen(db: Cursor, log: str, read: Read, sight: Sight) -> Seen:
    """Return the schools that a reader with this sight sees."""
    if sight.everything:
        return ALL
    inside: set[str] = set()
    if sight.offices:
        db.execute("select distinct holder from sight_holder where log = %s", (log,))
        reached = sorted(sight.reaches(read, (holder for (holder,) in db.fetchall())))
        db.execute(
            "select distinct a.school from sight_holder h"
            " join sight_area a on a.log = h.log and a.area = h.area"
            " join sight_school s on s.log = a.log and s.school = a.school and s.kind = h.kind"
            " where h.log = %s and h.holder = any (%s)",
            (log, reached),
        )
        inside.update(school for (school,) in db.fetchall())
    if sight.rates:
        db.execute(
            "select school from sight_team where log = %s and person = %s", (log, sight.rates)
        )
        inside.update(school for (school,) in db.fetchall())
    return Seen(tuple(sorted(inside | sight.own)), tuple(sorted(inside)))


def _lies_in(db: Cursor, event: Recorded, areas: Sequence[str]) -> None:
    school = event.stream.partition("-")[2]
    for area in areas:
        _insert(db, "sight_area", (event.log, school, area))


def _insert(db: Cursor, table: LiteralString, row: tuple[object, ...]) -> None:
    places = ", ".join(["%s"] * len(row))
    db.execute(f"insert into {table} values ({places}) on conflict do nothing", row)
