"""From the registry's events to its read tables."""

from collections.abc import Mapping
from typing import Any, assert_never

from psycopg2.extras import Json

from libs.eventlog import Recorded
from libs.postgres import Cursor
from services.registry.events import (
    EVENTS,
    Event,
    FunctionAssigned,
    FunctionEnded,
    GrantGiven,
    GrantWithdrawn,
    InstructionRegistered,
    InstructionWarned,
    ObligationCreated,
    OrganisationRegistered,
    SchoolContactsChanged,
    SchoolOperationRecorded,
    SchoolRegistered,
)

TABLES = {
    "school": "school",
    "organisation": "organisation",
    "assignment": "assignment",
    "grant": "person",
    "instruction": "instruction",
}
"""The table that has a row for each stream of a category."""


def project(db: Cursor, event: Recorded) -> None:
    """Bring the read tables from `event.position - 1` to `event.position`."""
    known = EVENTS.event(event.envelope)
    if known is not None:
        _apply(db, event, known)
        _seen(db, event)


def _apply(db: Cursor, event: Recorded, known: Event) -> None:
    category, _, id = event.stream.partition("-")
    stream = {"log": event.log, "id": id, "version": event.version, "position": event.position}
    part = {"log": event.log, TABLES[category]: id, "version": event.version}
    data = EVENTS.dump(known)["data"]
    match known:
        case SchoolRegistered():
            _insert(db, "school", {**stream, **data, "identifiers": Json(data["identifiers"])})
        case SchoolContactsChanged() | SchoolOperationRecorded():
            _update(db, "school", stream, data)
        case OrganisationRegistered():
            _insert(db, "organisation", {**stream, **data})
        case FunctionAssigned():
            function, _, area = id.rpartition("_")
            _insert_once(db, "assignment", {**stream, "function": function, "area": area})
            _insert(db, "assignment_term", {**part, **data})
        case FunctionEnded(holder, ends):
            db.execute(
                "update assignment_term set ends = %s where log = %s and assignment = %s"
                " and holder = %s and (ends is null or ends > %s)",
                (ends, event.log, id, holder, ends),
            )
        case GrantGiven():
            _insert_once(db, "person", stream)
            _insert(db, "person_term", {**part, **data})
        case GrantWithdrawn(role, org, ends):
            db.execute(
                "update person_term set ends = %s where log = %s and person = %s"
                " and role = %s and org = %s and (ends is null or ends > %s)",
                (ends, event.log, id, role, org, ends),
            )
        case InstructionRegistered():
            _insert(db, "instruction", {**stream, **data, "citations": Json(data["citations"])})
        case ObligationCreated():
            _insert(db, "obligation", {**part, "data": Json(data)})
        case InstructionWarned():
            _insert(db, "instruction_warning", {**part, **data})
        case _:
            assert_never(known)


def _seen(db: Cursor, event: Recorded) -> None:
    category, _, id = event.stream.partition("-")
    db.execute(
        f"update {TABLES[category]} set version = %s, position = %s where log = %s and id = %s",
        (event.version, event.position, event.log, id),
    )


def _insert(db: Cursor, table: str, values: Mapping[str, Any], tail: str = "") -> None:
    columns = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    db.execute(f"insert into {table} ({columns}) values ({places}) {tail}", [*values.values()])


def _insert_once(db: Cursor, table: str, values: Mapping[str, Any]) -> None:
    """Insert a stream's row unless an earlier event of the stream has."""
    _insert(db, table, values, "on conflict (log, id) do nothing")


def _update(db: Cursor, table: str, stream: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    columns = ", ".join(f"{name} = %s" for name in values)
    db.execute(
        f"update {table} set {columns} where log = %s and id = %s",
        [*values.values(), stream["log"], stream["id"]],
    )
