"""Roles, who has them, who asked for them, who lends them: from their events to their tables."""

from typing import Any, assert_never

from libs.engine.read_tables import cut, insert, insert_once, row_of, seen
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.grant.events import (
    GRANT_EVENTS,
    DelegationEnded,
    GrantConfirmed,
    GrantDeclined,
    GrantEvent,
    GrantGiven,
    GrantProposed,
    GrantWithdrawn,
    RightDelegated,
)

OPEN, CONFIRMED, DECLINED = "open", "confirmed", "declined"
ANSWER = """
update grant_proposal set state = %(state)s, answered_by = %(actor)s, answered_on = %(on)s,
    reason = %(reason)s
where log = %(log)s and person = %(person)s and number = %(number)s
returning proposed_by
"""
COUNT = "select count(*) from grant_proposal where log = %(log)s and person = %(person)s"


def project(db: Cursor, event: Recorded, known: GrantEvent) -> None:
    """Bring the rows of a person up to `event`."""
    row = row_of(event)
    insert_once(db, "person", row)
    person = {"log": event.log, "person": row["id"]}
    term = {**person, "version": event.version}
    data = GRANT_EVENTS.dump(known)["data"]
    actor = event.envelope["actor"]
    match known:
        case GrantGiven() | RightDelegated():
            insert(db, "person_term", {**term, **data})
        case GrantProposed():
            db.execute(COUNT, person)
            ((count,),) = db.fetchall()
            asked = {"proposed_by": actor, "proposed_on": event.on, "state": OPEN}
            insert(db, "grant_proposal", {**person, "number": count + 1, **data, **asked})
        case GrantConfirmed(number):
            by = _answer(db, event, person, CONFIRMED, number, None)
            del data["proposal"]
            insert(db, "person_term", {**term, **data, "proposed_by": by, "confirmed_by": actor})
        case GrantDeclined(number, reason):
            _answer(db, event, person, DECLINED, number, reason)
        case GrantWithdrawn(role, org, ends):
            cut(db, "person_term", {**person, "role": role, "org": org, "holder": None}, ends)
        case DelegationEnded(holder, role, org, ends):
            cut(db, "person_term", {**person, "role": role, "org": org, "holder": holder}, ends)
        case _:
            assert_never(known)
    seen(db, "person", event)


def _answer(
    db: Cursor,
    event: Recorded,
    person: dict[str, Any],
    state: str,
    number: int,
    reason: str | None,
) -> str:
    """Write what became of a proposal; return who had made it."""
    answer = {"state": state, "number": number, "reason": reason}
    who = {"actor": event.envelope["actor"], "on": event.on}
    db.execute(ANSWER, {**person, **answer, **who})
    ((by,),) = db.fetchall()
    return str(by)
