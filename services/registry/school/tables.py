"""Schools, from their events to their tables."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, assert_never

from psycopg2.extras import Json

from libs.engine.read_tables import NewRows, insert, insert_all, row_of, rows, seen, update
from libs.kernel.periods import Since, value_on
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.school.events import (
    SCHOOL_EVENTS,
    CampusClosed,
    CampusOpened,
    Identifier,
    IdentifierAdded,
    IdentifierEnded,
    SchoolAreasChanged,
    SchoolClosed,
    SchoolContactsChanged,
    SchoolEvent,
    SchoolFormed,
    SchoolKindChanged,
    SchoolMoved,
    SchoolOperationRecorded,
    SchoolOwnershipChanged,
    SchoolRegistered,
    SchoolRenamed,
    SchoolsMerged,
    SchoolSplit,
    SchoolVariantChanged,
)

OVER_TIME = ("name", "kind", "variant", "ownership", "areas", "address", "education_stages")
"""The columns of a school that change with time."""
CHANGES = """
select field, value, starts from school_change
where log = %(log)s and school = %(school)s order by version
"""
RELATED = """
update school set {column} = {column} || %s where log = %s and id = %s
"""


def register(new: NewRows, event: Recorded, known: SchoolRegistered) -> None:
    """Add the rows of a school with which its stream begins."""
    data = SCHOOL_EVENTS.dump(known)["data"]
    values = {name: data[name] for name in OVER_TIME}
    change = {**_school(event), "version": event.version}
    new.add("school", {**row_of(event), **data, "identifiers": Json(data["identifiers"])})
    for name in OVER_TIME:
        new.add("school_change", {**change, "field": name, "value": Json(values[name])})
    new.add("school_span", {**_school(event), **values})
    for number, code in enumerate(data["identifiers"], 1):
        new.add("school_identifier", {**_school(event), "number": number, **code})


def project(db: Cursor, event: Recorded, known: SchoolEvent) -> None:
    """Bring the school's rows up to `event`."""
    data = SCHOOL_EVENTS.dump(known)["data"]
    match known:
        case SchoolRegistered():
            pass
        case SchoolContactsChanged():
            update(db, "school", event, {"phone": known.phone, "email": known.email})
            _change(db, event, {"address": known.address}, event.on, None)
        case SchoolOperationRecorded():
            update(db, "school", event, data)
        case (
            SchoolAreasChanged()
            | SchoolMoved()
            | SchoolRenamed()
            | SchoolKindChanged()
            | SchoolVariantChanged()
            | SchoolOwnershipChanged()
        ):
            told = {name: data[name] for name in OVER_TIME if name in data}
            _change(db, event, told, known.starts, known.basis)
        case IdentifierAdded(scheme, value, issuer, starts, ends):
            _code(db, event, Identifier(scheme, value, issuer, starts, ends))
            _codes(db, event)
        case IdentifierEnded():
            _end_code(db, event, known)
            _codes(db, event)
        case CampusOpened() | CampusClosed():
            _campus(db, event, known, data)
        case SchoolClosed():
            closed = {
                "closed_on": known.ends,
                "closed_form": known.form,
                "closed_basis": known.basis,
            }
            update(db, "school", event, closed)
            _relate(db, event, "successors", known.successors)
        case SchoolsMerged():
            _relate(db, event, "predecessors", known.predecessors)
        case SchoolSplit():
            _relate(db, event, "successors", known.successors)
        case SchoolFormed():
            _relate(db, event, "predecessors", (known.origin,))
        case _:
            assert_never(known)
    seen(db, "school", event)


def _school(event: Recorded) -> dict[str, Any]:
    return {"log": event.log, "school": event.stream.partition("-")[2]}


def _change(
    db: Cursor, event: Recorded, told: Mapping[str, Any], starts: date, basis: str | None
) -> None:
    """Write what was told, and anew what it comes to: the school's spans, and its last one."""
    change = {**_school(event), "version": event.version, "starts": starts, "basis": basis}
    values = [{**change, "field": name, "value": Json(value)} for name, value in told.items()]
    insert_all(db, "school_change", values)
    found = rows(db, CHANGES, _school(event))
    spans = list(_spans(found))
    db.execute(
        "delete from school_span where log = %(log)s and school = %(school)s", _school(event)
    )
    insert_all(db, "school_span", [{**_school(event), **span} for span in spans])
    update(db, "school", event, {name: spans[-1][name] for name in OVER_TIME})


def _spans(changes: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """Yield what held from when to when, by day; `changes` come in the order they were told."""
    told: dict[str, list[Since[Any]]] = {}
    for change in changes:
        told.setdefault(change["field"], []).append(Since(change["value"], change["starts"]))
    days = sorted({each.starts for values in told.values() for each in values if each.starts})
    for starts, ends in zip([None, *days], [*days, None], strict=True):
        span = {name: value_on(values, starts or date.min) for name, values in told.items()}
        yield {"starts": starts, "ends": ends, **span}


def _code(db: Cursor, event: Recorded, code: Identifier) -> None:
    db.execute(
        "insert into school_identifier (log, school, number, scheme, value, issuer, starts, ends)"
        " select %(log)s, %(school)s, count(*) + 1, %(scheme)s, %(value)s, %(issuer)s, %(starts)s,"
        " %(ends)s from school_identifier where log = %(log)s and school = %(school)s",
        {
            **_school(event),
            "scheme": code.scheme,
            "value": code.value,
            "issuer": code.issuer,
            "starts": code.starts,
            "ends": code.ends,
        },
    )


def _end_code(db: Cursor, event: Recorded, known: IdentifierEnded) -> None:
    db.execute(
        "update school_identifier set ends = %(ends)s"
        " where log = %(log)s and school = %(school)s and scheme = %(scheme)s"
        " and value = %(value)s and issuer = %(issuer)s"
        " and holds(starts, ends, %(ends)s)",
        {
            **_school(event),
            "scheme": known.scheme,
            "value": known.value,
            "issuer": known.issuer,
            "ends": known.ends,
        },
    )


def _codes(db: Cursor, event: Recorded) -> None:
    """Write the school's codes into its own row too, in the order in which they came."""
    found = rows(
        db,
        "select scheme, value, issuer, starts::text, ends::text from school_identifier"
        " where log = %(log)s and school = %(school)s order by number",
        _school(event),
    )
    update(db, "school", event, {"identifiers": Json(found)})


def _campus(
    db: Cursor, event: Recorded, known: CampusOpened | CampusClosed, data: Mapping[str, Any]
) -> None:
    if isinstance(known, CampusOpened):
        insert(db, "school_campus", {**_school(event), **data})
        return
    db.execute(
        "update school_campus set ends = %s where log = %s and school = %s and campus = %s",
        (known.ends, *_school(event).values(), known.campus),
    )


def _relate(db: Cursor, event: Recorded, column: str, schools: tuple[str, ...]) -> None:
    db.execute(RELATED.format(column=column), ([*schools], *_school(event).values()))
