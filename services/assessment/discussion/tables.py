"""Discussions and their tasks, from their events to their tables."""

from dataclasses import asdict
from typing import Any, assert_never

from libs.engine.read_tables import insert, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.assessment.discussion.events import (
    DiscussionClosed,
    DiscussionEvent,
    DiscussionOpened,
    MessageAdded,
    TaskDone,
    TaskSet,
    TaskWithdrawn,
)
from services.assessment.discussion.groups import CriteriaHandedOver, GroupsFormed, GroupsTold


def project(db: Cursor, event: Recorded, known: DiscussionEvent) -> None:
    """Bring the rows of a discussion up to `event`."""
    match known:
        case DiscussionOpened():
            _open(db, event, known)
        case MessageAdded(message, text, suspected):
            _say(db, event, message, text, suspected)
        case TaskSet():
            _set(db, event, known)
        case TaskDone(message, text):
            _end(db, event, message, "done", text)
        case TaskWithdrawn(message, reason):
            _end(db, event, message, "taken_back", reason)
        case DiscussionClosed(reason):
            closed = {"state": "closed", "closed_on": event.on, "reason": reason}
            update(db, "discussion", event, closed)
        case _:
            assert_never(known)
    update(db, "discussion", event, {"last_on": event.on})
    seen(db, "discussion", event)


def regroup(db: Cursor, event: Recorded, known: GroupsTold) -> None:
    """Bring who is in a cycle's groups up to `event`."""
    cycle = {"log": event.log, "cycle": row_of(event)["id"]}
    match known:
        case GroupsFormed(groups):
            db.execute(
                "delete from discussion_group where log = %(log)s and cycle = %(cycle)s", cycle
            )
            for group in groups:
                for person in {group.head, *group.others}:
                    insert(db, "discussion_group", {**cycle, "name": group.name, "person": person})
        case CriteriaHandedOver(absent, taken_by):
            db.execute(
                "with gone as (delete from discussion_group where log = %(log)s"
                " and cycle = %(cycle)s and person = %(absent)s returning log, cycle, name)"
                " insert into discussion_group select log, cycle, name, %(taken_by)s from gone"
                " on conflict do nothing",
                {**cycle, "absent": absent, "taken_by": taken_by},
            )
        case _:
            assert_never(known)


def _open(db: Cursor, event: Recorded, opened: DiscussionOpened) -> None:
    row = row_of(event)
    values = {
        **row,
        **asdict(opened.about),
        "school": row["id"].partition("_")[0],
        "within_school": opened.within_school,
        "subject": opened.subject,
        "opened_by": event.envelope["actor"],
        "opened_for": opened.opened_for,
        "opened_on": event.on,
        "last_on": event.on,
        "message_count": 0,
        "state": "open",
    }
    insert(db, "discussion", values)
    _say(db, event, 1, opened.text, opened.suspected)


def _say(db: Cursor, event: Recorded, message: int, text: str, suspected: tuple[str, ...]) -> None:
    said: dict[str, Any] = {
        "log": event.log,
        "discussion": row_of(event)["id"],
        "message": message,
        "person": event.envelope["actor"],
        "org": event.envelope["org"],
        "said_on": event.on,
        "text": text,
        "suspected": list(suspected),
    }
    insert(db, "discussion_message", said)
    update(db, "discussion", event, {"message_count": message})


def _set(db: Cursor, event: Recorded, task: TaskSet) -> None:
    row = row_of(event)
    values = {
        **row,
        "id": f"{row['id']}_{task.message}",
        "discussion": row["id"],
        "message": task.message,
        "person": task.person,
        "office": task.office,
        "cycle": task.cycle,
        "group_name": task.group,
        "due": task.due,
        "set_by": event.envelope["actor"],
        "set_for": task.set_for,
        "set_on": event.on,
        "state": "open",
        "ended_by": None,
        "ended_on": None,
        "outcome": None,
    }
    changed = ", ".join(f"{name} = excluded.{name}" for name in values if name not in ("log", "id"))
    insert(db, "discussion_task", values, f"on conflict (log, id) do update set {changed}")


def _end(db: Cursor, event: Recorded, message: int, state: str, text: str) -> None:
    db.execute(
        "update discussion_task set state = %s, ended_by = %s, ended_on = %s, outcome = %s,"
        " version = %s, position = %s where log = %s and discussion = %s and message = %s",
        (
            *(state, event.envelope["actor"], event.on, text),
            *(event.version, event.position, event.log, row_of(event)["id"], message),
        ),
    )
