"""From the events of self-assessment, and of the registry, to the read tables."""

from datetime import date
from typing import Any, assert_never

from libs.engine.read_tables import NewRows, insert, together
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.assessment.events import (
    EVENTS,
    CouncilAppointed,
    CycleOpened,
    Event,
    EvidenceRegistered,
    IndicatorJudged,
    ReportApproved,
    ReportSubmitted,
    SheetRecorded,
)
from services.assessment.policies import (
    HEARD,
    Heard,
    SchoolClosed,
    SchoolKindChanged,
    SchoolRegistered,
)


def _project(db: Cursor, event: Recorded) -> None:
    known = EVENTS.event(event.envelope)
    heard = HEARD.event(event.envelope)
    if known is not None:
        _apply(db, event, known)
    elif heard is not None:
        _heard(db, event, heard)


def _registered(new: NewRows, event: Recorded) -> bool:
    if event.type != SchoolRegistered.__name__:
        return False
    heard = HEARD.event(event.envelope)
    assert isinstance(heard, SchoolRegistered)
    new.add("school", {"log": event.log, "id": event.stream.partition("-")[2]})
    new.add("school_kind", _kind(event, heard.kind, None))
    return True


def _kind(event: Recorded, kind: str, starts: date | None) -> dict[str, Any]:
    school = {"log": event.log, "school": event.stream.partition("-")[2]}
    return {**school, "version": event.version, "kind": kind, "starts": starts}


def _heard(db: Cursor, event: Recorded, heard: Heard) -> None:
    id = event.stream.partition("-")[2]
    match heard:
        case SchoolRegistered():
            pass
        case SchoolKindChanged(kind, starts):
            insert(db, "school_kind", _kind(event, kind, starts))
        case SchoolClosed(ends):
            db.execute(
                "update school set closed_on = %s where log = %s and id = %s", (ends, event.log, id)
            )
        case _:
            assert_never(heard)


def _apply(db: Cursor, event: Recorded, known: Event) -> None:
    id = event.stream.partition("-")[2]
    place = (event.log, id)
    match known:
        case EvidenceRegistered(code, title, sha256, sample):
            db.execute(
                "insert into evidence_file values (%s, %s, %s, %s)"
                " on conflict (log, id) do update"
                " set version = excluded.version, position = excluded.position",
                (*place, event.version, event.position),
            )
            db.execute(
                "insert into evidence values (%s, %s, %s, %s, %s, %s, %s)",
                (*place, event.version, code, title, sha256, sample),
            )
            return
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


project = together(_registered, _project)
"""Brings the read tables up to the last of some events; each position comes once, in order."""
