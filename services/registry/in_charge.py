"""What the commands of the registers ask: which office is in charge of whom, what a letter lists.

Each function takes (db, log, the stream's id, the command's own fields and `on`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from libs.contract import Contract
from libs.postgres import Cursor
from services.registry.domain.help_request import Helper
from services.registry.events.instruction import Entry
from services.registry.queries.contact import of_school

_ENTRIES: Contract[Entry] = Contract(Entry)
PARENT = """
select parent from organisation_parent
where log = %(log)s and organisation = %(id)s and (starts is null or starts <= %(on)s)
order by starts desc nulls last, version desc limit 1
"""
KIND = "select kind from school where log = %(log)s and id = %(id)s"
CONTACT = """
select person, answer_within from contact_term
where log = %(log)s and contact = %(id)s and %(kind)s = any (kinds)
and starts <= %(on)s and (ends is null or %(on)s < ends) order by version limit 1
"""
ENTRIES = """
select data -> 'entries' from obligation
where log = %(log)s and instruction = %(instruction)s and data ->> 'code' = %(code)s
"""


def entries(db: Cursor, log: str, id: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schools that an obligation of a letter names, as corrected since, `entries`."""
    db.execute(ENTRIES, {"log": log, "instruction": values["instruction"], "code": values["code"]})
    row = db.fetchone()
    listed = row[0] if row else []
    return {"entries": tuple(_ENTRIES.load({"type": "Entry", "data": data}) for data in listed)}


def helper(db: Cursor, log: str, id: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return whom the stream's owner turns to on the day, `helper`.

    A school: the nearest office in charge that has a contact for its kind, else the nearest in
    charge. An office: the one above it, with its contact for the kind asked about.
    """
    owner, on = _owner(id), values["on"]
    if _kind(db, log, owner) is None:
        db.execute(PARENT, {"log": log, "id": owner, "on": on})
        row = db.fetchone()
        office = row[0] if row else None
        return {"helper": _at(db, log, office, values.get("kind"), on)}
    offices = of_school(db, log, owner, on)
    for found in sorted(offices, key=lambda office: office.person is None):
        return {"helper": Helper(found.id, found.person, found.answer_within, school=True)}
    return {"helper": Helper(None, school=True)}


def forwarded(db: Cursor, log: str, id: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the office that a question is passed on to, with its contact, `helper`."""
    kind = _kind(db, log, _owner(id))
    return {"helper": _at(db, log, values["office"], kind, values["on"])}


def _at(db: Cursor, log: str, office: str | None, kind: str | None, on: date) -> Helper:
    db.execute(CONTACT, {"log": log, "id": office, "kind": kind, "on": on})
    row = db.fetchone()
    return Helper(office, *row) if row else Helper(office)


def _kind(db: Cursor, log: str, school: str) -> str | None:
    db.execute(KIND, {"log": log, "id": school})
    row = db.fetchone()
    return str(row[0]) if row else None


def _owner(id: str) -> str:
    return id.partition("_")[0]
