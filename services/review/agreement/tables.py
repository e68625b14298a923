"""From the events of an agreement to its read table."""

from typing import Any

from psycopg2.extras import Json

from libs.engine.read_tables import insert_once, row_of, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from services.review.agreement.events import (
    AgreementEvent,
    DifferenceSettled,
    RatingsAsked,
    RatingsGivenUp,
    RatingsOpened,
)

LISTS = ("raters", "all_met", "none_met", "differing")


def project(db: Cursor, event: Recorded, own: AgreementEvent) -> None:
    """Bring the row of an agreement up to `event`."""
    changed: dict[str, Any] = {"version": event.version, "position": event.position}
    match own:
        case RatingsAsked():
            asked = {"round": own.round, "attempt": own.attempt, "state": "asked"}
            asked["asked_on"] = event.on
            insert_once(db, "agreement", {**row_of(event), **asked, "school": _school(event)})
            anew = dict.fromkeys(("opened_on", "given_up_on", "given_up_because"))
            lists: dict[str, list[str]] = {name: [] for name in LISTS}
            changed |= {**asked, **anew, **lists, "settled": Json({})}
        case RatingsGivenUp(reason):
            changed |= {"state": "given_up", "given_up_on": event.on, "given_up_because": reason}
        case RatingsOpened():
            changed |= {"state": "opened", "opened_on": event.on}
            changed |= {n: list(getattr(own, n)) for n in LISTS}
        case DifferenceSettled():
            _settle(db, event, own)
    update(db, "agreement", event, changed)


def _school(event: Recorded) -> str:
    return school_of(event.stream)


def _settle(db: Cursor, event: Recorded, settled: DifferenceSettled) -> None:
    verdicts = [
        {"level": each.level, "indicator": each.indicator, "met": each.met}
        for each in settled.judgements
    ]
    told = {"verdicts": verdicts, "reason": settled.reason, "settled_on": event.on.isoformat()}
    where = row_of(event)
    db.execute(
        "update agreement set settled = settled || %s where log = %s and id = %s",
        (Json({settled.criterion: told}), where["log"], where["id"]),
    )
