"""Requests for help, from their events to their tables."""

from typing import Any, assert_never

from libs.engine.read_tables import insert, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.help_request.events import (
    HELP_REQUEST_EVENTS,
    HelpAnswered,
    HelpClosed,
    HelpForwarded,
    HelpReopened,
    HelpRequested,
    HelpRequestEvent,
)


def project(db: Cursor, event: Recorded, known: HelpRequestEvent) -> None:
    """Bring the rows of a request up to `event`."""
    row = row_of(event)
    match known:
        case HelpRequested():
            asker = row["id"].partition("_")[0]
            own = {
                "asker": asker,
                "school": asker if known.by_school else None,
                "asked_on": event.on,
                "state": "open",
            }
            data = HELP_REQUEST_EVENTS.dump(known)["data"]
            del data["by_school"], data["kind"]
            insert(db, "help_request", {**row, **own, **data})
        case HelpForwarded(office, reason, officer, within, due):
            _say(db, event, "forwarded", reason)
            moved = {"office": office, "officer": officer, "answer_within": within, "due": due}
            update(db, "help_request", event, {**moved, "state": "open"})
        case HelpAnswered(text):
            _say(db, event, "answered", text)
            update(db, "help_request", event, {"state": "answered"})
        case HelpReopened(reason, _, due):
            _say(db, event, "reopened", reason)
            update(db, "help_request", event, {"state": "open", "due": due, "helped": None})
        case HelpClosed(helped):
            update(db, "help_request", event, {"state": "closed", "helped": helped})
        case _:
            assert_never(known)
    seen(db, "help_request", event)


def _say(db: Cursor, event: Recorded, kind: str, text: str) -> None:
    said: dict[str, Any] = {
        "log": event.log,
        "help_request": row_of(event)["id"],
        "version": event.version,
        "kind": kind,
        "org": event.envelope["org"],
        "said_on": event.on,
        "text": text,
    }
    insert(db, "help_message", said)
