"""Which schools a reader sees, out of tables that each service keeps (visibility_tables.sql).

The rule is `libs.rights.Sight`, asked of the log for one stream; a list needs the same answer for
every school at once, and joins these tables: a province has many thousands of schools, and no list
of them ever leaves the database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, LiteralString

from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import Read, Sight, school_of
from libs.rights.held import ASSIGNMENTS, FunctionAssigned, FunctionEnded
from libs.rights.schools import PLACINGS, placed
from libs.rights.separation import TEAM

SCRIPT: Traversable = files(__package__) / "visibility_tables.sql"
HEARD = frozenset((*TEAM, *PLACINGS.types, *ASSIGNMENTS.types))
"""The types of event that the tables are made of."""


FEW = 1000
"""Up to how many schools in sight are named one by one; more are looked up row by row."""


@dataclass(frozen=True, slots=True)
class Schools:
    """Schools that a reader sees: `ids`, and those of some `places`, pairs of an area and the kind
    of school that lies or lay there."""

    ids: tuple[str, ...] = ()
    places: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """The schools a reader sees, None for all; `inside`: as an officer or team member."""

    schools: Schools | None
    inside: Schools | None


ALL = Seen(None, None)
_KNOWN_AS_MANY: set[tuple[Any, ...]] = set()
"""Logs and places with more than `FEW` schools. Schools are only ever added to the tables; and in
another database where they are fewer, to look each up gives the same schools."""


def project(db: Cursor, events: Sequence[Recorded]) -> None:
    """Bring the tables of sight from before the first of `events` to the last."""
    kinds: list[tuple[str, ...]] = []
    places: list[tuple[str, ...]] = []
    for event in events:
        if event.type in TEAM:
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


def seen(db: Cursor, log: str, read: Read, sight: Sight, many: bool = True) -> Seen:
    """Return the schools that a reader with this sight sees; `many`: for a list."""
    if sight.everything:
        return ALL
    places: list[tuple[str, str]] = []
    ids: list[str] = []
    if sight.offices:
        db.execute(
            "select holder, array_agg(area), array_agg(kind) from"
            " (select distinct holder, area, kind from sight_holder where log = %s) h"
            " group by holder",
            (log,),
        )
        held = {holder: zip(areas, kinds, strict=True) for holder, areas, kinds in db.fetchall()}
        reached = sight.reaches(read, held)
        places = sorted({place for holder in reached for place in held[holder]})
    if places and many and (log, *places) not in _KNOWN_AS_MANY:
        found = _few_of(db, log, places)
        if found is not None:
            ids, places = found, []
        elif len(_KNOWN_AS_MANY) < FEW:
            _KNOWN_AS_MANY.add((log, *places))
    if sight.rates:
        db.execute(
            "select school from sight_team where log = %s and person = %s", (log, sight.rates)
        )
        ids += [school for (school,) in db.fetchall()]
    inside = Schools(tuple(sorted({*ids})), tuple(places))
    return Seen(replace(inside, ids=tuple(sorted({*ids, *sight.own}))), inside)


def _few_of(db: Cursor, log: str, places: Sequence[tuple[str, str]]) -> list[str] | None:
    """Return the schools of some places, None if they are more than `FEW`."""
    areas, kinds = map(list, zip(*places, strict=True))
    # The areas stand in it as they are, so that it is known how common each is.
    db.execute(
        "select case when cardinality(found) <= %s then found end from (select array("
        "select a.school from sight_area a"
        " join sight_school s on s.log = a.log and s.school = a.school"
        " where a.log = %s and a.area = any (%s) and (a.area, s.kind) in"
        " (select * from unnest(%s::text[], %s::text[])) limit %s)) f(found)",
        (FEW, log, sorted({*areas}), areas, kinds, FEW + 1),
    )
    row = db.fetchone()
    return None if row is None or row[0] is None else list(row[0])


def limited(column: str, to: str = "schools", page: bool = False) -> str:
    """Return the condition that a column names one of some `Schools`; true if those are None.

    Its parameters are `log` and those of `parameters`, under the same name. `page`: in a statement
    that ends after a few rows, so that each is best looked up by itself.
    """
    # No name beside `column` is one that a column could have, or that would be meant.
    looked_up = f"""select true from (
            select a.school as seen_school, a.area as seen_area, s.kind as seen_kind
            from sight_area a join sight_school s on s.log = a.log and s.school = a.school
            where a.log = %(log)s) seen
        where seen_school = {column} collate "C" and (seen_area, seen_kind) in (
            select * from unnest(%({to}_areas)s::text[], %({to}_kinds)s::text[]))"""
    found = f"({looked_up} limit 1)" if page else f"exists ({looked_up})"
    return f"""(%({to})s is null or {column} = any (%({to}_ids)s::text[])
        or (%({to}_places)s and {found}))"""


def parameters(schools: Schools | None, name: str = "schools") -> Mapping[str, Any]:
    """Return the parameters of `limited`."""
    known = schools or Schools()
    return {
        name: None if schools is None else True,
        f"{name}_ids": list(known.ids),
        f"{name}_places": bool(known.places),
        f"{name}_areas": [area for area, _ in known.places],
        f"{name}_kinds": [kind for _, kind in known.places],
    }


def among(db: Cursor, log: str, schools: Schools | None, found: Iterable[str]) -> frozenset[str]:
    """Return those of the `found` schools that are some of `schools`, all if that is None."""
    ids = frozenset(found)
    if schools is None or not ids:
        return ids
    db.execute(
        f"select id from unnest(%(ids)s::text[]) f(id) where {limited('id')}",
        {"log": log, "ids": list(ids), **parameters(schools)},
    )
    return frozenset(id for (id,) in db.fetchall())


def _insert(db: Cursor, table: LiteralString, found: Sequence[tuple[object, ...]]) -> None:
    if not found:
        return
    # psycopg2 writes a tuple as a list of values in parentheses.
    each = ", ".join(["%s"] * len(found))
    db.execute(f"insert into {table} values {each} on conflict do nothing", found)
