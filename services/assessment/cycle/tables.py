"""From the events of a cycle to its read tables."""

from typing import assert_never

from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.assessment.cycle.events import (
    CouncilAppointed,
    CycleEvent,
    CycleOpened,
    IndicatorJudged,
    ReportApproved,
    ReportSubmitted,
    SheetRecorded,
)


def project(db: Cursor, event: Recorded, known: CycleEvent) -> None:
    """Bring the rows of a cycle up to `event`."""
    id = event.stream.partition("-")[2]
    place = (event.log, id)
    match known:
        case CycleOpened():
            _open(db, event, known)
        case CouncilAppointed(_, members, appointed_on):
            db.execute(
                "update cycle set council_size = %s, appointed_on = %s,"
                " state = case state when 'opened' then 'staffed' else state end"
                " where log = %s and id = %s",
                (len(members), appointed_on, *place),
            )
        case IndicatorJudged(criterion, level, indicator, met, evidence):
            db.execute(
                "insert into judgement values (%s, %s, %s, %s, %s, %s, %s)"
                " on conflict (log, cycle, criterion, level, indicator) do update"
                " set met = excluded.met, evidence = excluded.evidence",
                (*place, criterion, level, indicator, met, list(evidence)),
            )
            _reach(db, place, "collecting")
        case SheetRecorded(criterion, strengths, weaknesses, improvement):
            db.execute(
                "insert into sheet values (%s, %s, %s, %s, %s, %s)"
                " on conflict (log, cycle, criterion) do update set strengths = excluded.strengths,"
                " weaknesses = excluded.weaknesses, improvement = excluded.improvement",
                (*place, criterion, strengths, weaknesses, improvement),
            )
            _reach(db, place, "collecting")
        case ReportApproved(level=level, approved_on=approved_on):
            db.execute(
                "update cycle set level = %s, approved_on = %s where log = %s and id = %s",
                (level, approved_on, *place),
            )
            _reach(db, place, "approved")
        case ReportSubmitted(submitted_on):
            db.execute(
                "update cycle set submitted_on = %s where log = %s and id = %s",
                (submitted_on, *place),
            )
            _reach(db, place, "submitted")
        case _:
            assert_never(known)
    db.execute(
        "update cycle set version = %s, position = %s where log = %s and id = %s",
        (event.version, event.position, *place),
    )


def _open(db: Cursor, event: Recorded, opened: CycleOpened) -> None:
    values = {
        "log": event.log,
        "id": event.stream.partition("-")[2],
        "version": event.version,
        "position": event.position,
        "school": opened.school,
        "year": opened.year,
        "kind": opened.kind,
        "state": "opened",
        "rule_set": opened.rule_set,
        "revision": opened.revision,
        "rules": opened.rules,
        "needs_verification": opened.needs_verification,
        "warnings": list(opened.warnings),
        "council_size": 0,
        "opened_on": opened.opened_on,
    }
    places = ", ".join(f"%({name})s" for name in values)
    db.execute(f"insert into cycle ({', '.join(values)}) values ({places})", values)


def _reach(db: Cursor, place: tuple[str, str], state: str) -> None:
    db.execute("update cycle set state = %s where log = %s and id = %s", (state, *place))
