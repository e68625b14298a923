"""What the log says that may fulfil a duty: events of every service, as facts of a school year.

Which events these are is data (`fulfilments.yaml`). A fact is kept once for each thing it is of (a
stream, or a person in one) with the day on which that was first so; what is withdrawn is gone.
"""

from collections.abc import Mapping
from dataclasses import make_dataclass
from datetime import date
from typing import Any

from libs.engine.read_tables import insert
from libs.kernel.messages import Contract
from libs.law.calendar import school_year
from libs.law.standards.fulfilments import Fact, ends, facts
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of

FACTS: Contract[Any] = Contract(
    tuple(make_dataclass(name, [], frozen=True) for name in (*facts(), *ends()))
)
"""The events that are read; what is read of them stands in their envelopes."""
OF_YEAR = ("cycle", "improvement_plan", "evaluation", "plannedlist", "nomination")
"""The categories whose ids go on with the school year."""


def project(db: Cursor, event: Recorded, _: Any) -> None:
    """Bring the facts up to `event`."""
    data: Mapping[str, Any] = event.envelope["data"]
    if event.type in ends():
        _forget(db, event, data)
        return
    told = facts()[event.type]
    on = date.fromisoformat(data[told.day]) if told.day else event.on
    for item in data[told.each] if told.each else [data]:
        _fact(db, event, told, told.fact, item, on)
        if told.also and all(item[name] == value for name, value in told.where.items()):
            _fact(db, event, told, told.also, item, on)


def _fact(
    db: Cursor, event: Recorded, told: Fact, fact: str, item: Mapping[str, Any], on: date
) -> None:
    thing = f"{event.stream}:{item[told.of]}" if told.of else event.stream
    if told.again and _said(db, event.log, thing, fact):
        fact = told.again
    row: dict[str, Any] = {
        "log": event.log,
        "fact": fact,
        "subject": item[told.whose] if told.whose else school_of(event.stream),
        "school_year": _year(event.stream, on),
        "thing": thing,
        "done_on": on,
        "position": event.position,
    }
    insert(db, "duty_fact", row, "on conflict do nothing")


def _year(stream: str, on: date) -> int:
    """Return the school year that the stream's id says, else that of the day."""
    category, _, id = stream.partition("-")
    said = id.split("_")[1:2]
    if category in OF_YEAR and said and said[0].isdecimal():
        return int(said[0])
    return school_year(on)


def _said(db: Cursor, log: str, thing: str, fact: str) -> bool:
    db.execute(
        "select true from duty_fact where log = %s and thing = %s and fact = %s", (log, thing, fact)
    )
    return db.fetchone() is not None


def _forget(db: Cursor, event: Recorded, data: Mapping[str, Any]) -> None:
    """Take away what the event ends; of a thing in the stream, or of the stream and all in it."""
    told = ends()[event.type]
    thing = f"{event.stream}:{data[told.of]}" if told.of else event.stream
    db.execute(
        "delete from duty_fact where log = %s and (thing = %s or starts_with(thing, %s || ':'))"
        " and (cardinality(%s::text[]) = 0 or fact = any (%s::text[]))",
        (event.log, thing, thing, [*told.facts], [*told.facts]),
    )
