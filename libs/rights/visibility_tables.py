"""Which schools a reader sees, out of tables that each service keeps (visibility_tables.sql).

The rule is `libs.rights.Sight`, asked of the log for one stream; a list needs the same answer for
every school at once, and asks these tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import LiteralString

from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import Read, Sight, school_of
from libs.rights.held import ASSIGNMENTS, FunctionAssigned, FunctionEnded
from libs.rights.schools import PLACINGS, placed
from libs.rights.separation import TEAM

SCRIPT: Traversable = files(__package__) / "visibility_tables.sql"


@dataclass(frozen=True, slots=True)
class Seen:
    """The schools a reader sees, sorted, None for all; `inside`: as an officer or team member."""

    schools: tuple[str, ...] | None
    inside: tuple[str, ...] | None


ALL = Seen(None, None)


def project(db: Cursor, events: Sequence[Recorded]) -> None:
    """Bring the tables of sight from before the first of `events` to the last."""
    kinds: list[tuple[str, ...]] = []
    places: list[tuple[str, ...]] = []
    for event in events:
        if event.type == TEAM:
            school = school_of(event.stream)
            people = [member["person"] for member in event.data["members"]]
            _insert(db, "sight_team", [(event.log, person, school) for person in people])
        subject = event.stream.partition("-")[2]
        placing = PLACINGS.event(event.envelope)
        if placing is not None:
            told = placed(placing)
            if told.kind is not None:
                kinds.append((event.log, subject, told.kind))
            places += [(event.log, subject, area) for area in told.areas or ()]
        match ASSIGNMENTS.event(event.envelope):
            case FunctionAssigned(holder, of_kinds, starts):
                area = subject.rpartition("_")[2]
                place = (event.log, subject, event.version, area)
                _insert(db, "sight_holder", [(*place, kind, holder, starts) for kind in of_kinds])
            case FunctionEnded(holder, ends):
                # A period that ends before it begins was never held.
                db.execute(
                    "delete from sight_holder"
                    " where log = %s and assignment = %s and holder = %s and starts >= %s",
                    (event.log, subject, holder, ends),
                )
    # Nothing is ever taken out of these, so one insert serves a page of schools.
    _insert(db, "sight_school", kinds)
    _insert(db, "sight_area", places)


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


def _insert(db: Cursor, table: LiteralString, found: Sequence[tuple[object, ...]]) -> None:
    if not found:
        return
    # psycopg2 writes a tuple as a list of values in parentheses.
    each = ", ".join(["%s"] * len(found))
    db.execute(f"insert into {table} values {each} on conflict do nothing", found)
