"""From the events of a cycle to its read tables."""

from collections.abc import Mapping
from typing import Any, assert_never

from psycopg2.extras import Json

from libs.engine.read_tables import insert, insert_all, row_of, rows, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.assessment.cycle.events import CYCLE_EVENTS, CycleEvent
from services.assessment.cycle.events.council import (
    CouncilAppointed,
    CriteriaHandedOver,
    CycleOpened,
    GroupsFormed,
    GuidancePinned,
    PlanApproved,
)
from services.assessment.cycle.events.report import (
    CycleAbandoned,
    CycleClosed,
    CycleReopened,
    ReportApproved,
    ReportCommented,
    ReportCompleted,
    ReportPublished,
    ReportReceived,
    ReportSubmitted,
    VoteCast,
)
from services.assessment.cycle.events.work import (
    CriterionConfirmed,
    ElementTicked,
    IndicatorJudged,
    ReportPartRecorded,
    SheetCarriedOver,
    SheetRecorded,
    StandardRecorded,
)
from services.assessment.cycle.paragraphs import digest, paragraphs
from services.assessment.cycle.recorded import recorded_as
from services.assessment.cycle.state import State, after, handed_over
from services.assessment.cycle.versions import BEHIND, REPORT, keep

PARTS = (
    *("judgement", "sheet", "element_tick", "standard_text", "report_text", "council_vote"),
    *("report_comment", "report_version", "criterion_owner", "report_paragraph"),
)
"""The tables of what a cycle consists of."""
OF_STANDARD = ("judgement", "strengths", "limits", "priorities")
"""The texts of a standard."""
OF_VERSION = (
    *("ReportCompleted", "ReportApproved", "ReportPublished", "ReportSubmitted", "ReportReceived"),
)
"""The facts that go with one version of the report."""
ONE_AFTER_THE_OTHER = (CouncilAppointed, GroupsFormed, CriteriaHandedOver, PlanApproved)
"""What is replaced by the next of its kind, and stays to be asked for."""
CHANGING = (
    *(ElementTicked, IndicatorJudged, SheetRecorded, SheetCarriedOver),
    *(StandardRecorded, ReportPartRecorded),
)
"""What changes a text or a verdict, of a criterion or beside them."""
FORGET = """
with unconfirmed as (
    update sheet set confirmed_on = null
    where log = %(log)s and cycle = %(id)s and criterion = %(criterion)s
        and confirmed_on is not null
), unvoted as (
    delete from council_vote
    where log = %(log)s and cycle = %(id)s and criterion in ('', %(criterion)s)
)
"""
FINAL = (State.APPROVED, State.SUBMITTED, State.CLOSED)
"""How far a cycle is whose report is that of a version."""


def project(db: Cursor, event: Recorded, known: CycleEvent) -> None:
    """Bring the rows of a cycle up to `event`."""
    row = row_of(event)
    place = {"log": event.log, "cycle": row["id"]}
    if isinstance(known, CycleOpened):
        _open(db, event, known)
        return
    match known:
        case CouncilAppointed(_, members, appointed_on):
            update(db, "cycle", event, {"council_size": len(members), "appointed_on": appointed_on})
            _remember(db, event, known)
        case GuidancePinned(guidance):
            update(db, "cycle", event, {"guidance": guidance})
        case GroupsFormed():
            _own(db, event, known)
        case CriteriaHandedOver():
            _own(db, event, handed_over(_groups(db, event), known))
        case PlanApproved() | ReportPublished() | ReportReceived() | CycleClosed():
            _remember(db, event, known)
        case ElementTicked():
            said = {**_data(known), "ticked_by": event.envelope["actor"], "ticked_on": event.on}
            _put(db, "element_tick", ("element",), {**place, **said})
        case IndicatorJudged(evidence=evidence):
            said = {**_data(known), "evidence": list(evidence)}
            _put(db, "judgement", ("criterion", "level", "indicator"), {**place, **said})
        case SheetRecorded(imported=imported):
            mark = {"imported_from": imported.software} if imported else {}
            _write(db, event, known, {"measures": Json(_data(known)["measures"]), **mark})
        case SheetCarriedOver(source):
            _write(db, event, known, {"carried_from": source})
        case StandardRecorded():
            _put(db, "standard_text", ("standard",), {**place, **_marked(known)})
            said = {name: _data(known)[name] for name in OF_STANDARD}
            _keep_paragraphs(db, event, "", f"{known.standard}/", said)
        case ReportPartRecorded():
            _put(db, "report_text", ("report_part",), {**place, **_marked(known)})
            _keep_paragraphs(db, event, "", f"{known.report_part}/", {"text": known.text})
        case CriterionConfirmed(criterion, _, dated):
            db.execute(
                "update sheet set confirmed_on = %s, carried_from = null, imported_from = null"
                " where log = %s and cycle = %s and criterion = %s",
                (dated, event.log, row["id"], criterion),
            )
        case VoteCast(criterion=criterion):
            said = {**_data(known), "criterion": criterion or "", "cast_on": event.on}
            _put(db, "council_vote", ("criterion", "person"), {**place, **said})
        case ReportCompleted():
            _remember(db, event, known)
        case ReportCommented():
            _comment(db, event, known)
        case ReportApproved(level=level, approved_on=approved_on):
            update(db, "cycle", event, {"level": level, "approved_on": approved_on})
            _remember(db, event, known)
            _keep_version(db, event, known)
        case ReportSubmitted(submitted_on):
            update(db, "cycle", event, {"submitted_on": submitted_on})
            _remember(db, event, known)
            _hand_in(db, event, known)
        case CycleReopened(report_version=version):
            gone = {"level": None, "approved_on": None, "submitted_on": None}
            update(db, "cycle", event, {"report_version": version, **gone})
            _forget(db, event, *OF_VERSION)
            _remember(db, event, known)
            db.execute("delete from council_vote where log = %s and cycle = %s", (*place.values(),))
        case CycleAbandoned():
            _remember(db, event, known)
        case _:
            assert_never(known)
    state = _state(db, event, known)
    _record(db, event, known, state)
    if state in FINAL:
        began = isinstance(known, ReportApproved | ReportSubmitted)
        keep(db, event, {**REPORT, **BEHIND} if began else REPORT)


def _data(known: CycleEvent) -> dict[str, Any]:
    data: dict[str, Any] = CYCLE_EVENTS.dump(known)["data"]
    return data


def _marked(known: StandardRecorded | ReportPartRecorded) -> dict[str, Any]:
    """Return what the event says, with the software that its text came from in place of all."""
    data = _data(known)
    imported = data.pop("imported")
    return {**data, "imported_from": imported["software"] if imported else None}


def _open(db: Cursor, event: Recorded, opened: CycleOpened) -> None:
    """Begin a cycle, in the place of one that was given up if there was one."""
    row = row_of(event)
    for table in PARTS:
        db.execute(f"delete from {table} where log = %s and cycle = %s", (event.log, row["id"]))
    db.execute("delete from cycle where log = %s and id = %s", (event.log, row["id"]))
    said = {**_data(opened), "warnings": list(opened.warnings), "rules": opened.rules}
    insert(db, "cycle", {**row, **said, "state": State.OPENED.value, "council_size": 0})
    _record(db, event, opened, State.OPENED)


def _put(db: Cursor, table: str, key: tuple[str, ...], values: Mapping[str, Any]) -> None:
    """Insert a row, or change the one with this key."""
    keys = ("log", "cycle", *key)
    changed = ", ".join(f"{name} = excluded.{name}" for name in values if name not in keys)
    insert(db, table, values, f"on conflict ({', '.join(keys)}) do update set {changed}")


def _remember(db: Cursor, event: Recorded, known: CycleEvent) -> None:
    fact = Json({type(known).__name__: _data(known)})
    db.execute(
        "update cycle set facts = facts || %s where log = %s and id = %s",
        (fact, event.log, row_of(event)["id"]),
    )


def _forget(db: Cursor, event: Recorded, *types: str) -> None:
    db.execute(
        "update cycle set facts = facts - %(types)s::text[],"
        " recorded = recorded - %(types)s::text[] where log = %(log)s and id = %(id)s",
        {**row_of(event), "types": list(types)},
    )


def _state(db: Cursor, event: Recorded, known: CycleEvent) -> State:
    """Return how far the cycle is by now; read only where it matters how far it was."""
    found = {after(each, known) for each in State}
    if len(found) > 1:
        row = row_of(event)
        (before,) = rows(db, "select state from cycle where log = %(log)s and id = %(id)s", row)
        return after(State(before["state"]), known)
    return found.pop()


def _record(db: Cursor, event: Recorded, known: CycleEvent, state: State) -> None:
    """Keep when this was entered, and at which position; what it replaces stays to be asked for.

    What rested on a text that has changed (confirmation, completion, votes) goes, in the same
    statement: there are a hundred judgements to each act of another kind.
    """
    told = {"on": event.on.isoformat(), "position": event.position}
    changed = isinstance(known, CHANGING)
    db.execute(
        (FORGET if changed else "")
        + "update cycle set version = %(version)s, position = %(position)s, state = %(state)s,"
        " facts = facts - %(gone)s::text[],"
        " recorded = (recorded - %(gone)s::text[]) || jsonb_build_object(%(of)s::text,"
        " %(told)s::jsonb || jsonb_build_object('version', report_version))"
        " where log = %(log)s and id = %(id)s",
        {
            **row_of(event),
            "of": recorded_as(known),
            "told": Json(told),
            "state": state.value,
            "gone": ["ReportCompleted"] if changed else [],
            "criterion": getattr(known, "criterion", None),
        },
    )
    if isinstance(known, ONE_AFTER_THE_OTHER):
        told |= {"type": event.type, "data": _data(known), "by": event.envelope["actor"]}
        db.execute(
            "update cycle set history = history || jsonb_build_array("
            " %(told)s::jsonb || jsonb_build_object('version', report_version))"
            " where log = %(log)s and id = %(id)s",
            {**row_of(event), "told": Json(told)},
        )


def _comment(db: Cursor, event: Recorded, known: ReportCommented) -> None:
    row = row_of(event)
    by = {"commented_by": event.envelope["actor"], "office": event.envelope["org"]}
    place = {"log": event.log, "cycle": row["id"], "version": event.version}
    (of,) = rows(db, "select report_version from cycle where log = %(log)s and id = %(id)s", row)
    more = {"report_version": of["report_version"], "recorded_on": event.on}
    insert(db, "report_comment", {**place, **_data(known), **by, **more})


def _hand_in(db: Cursor, event: Recorded, known: ReportSubmitted) -> None:
    late = any(duty.late for duty in known.duties)
    db.execute(
        "update report_version v set submitted_on = %(on)s, recorded_on = %(entered)s,"
        " late = %(late)s or coalesce((c.facts->'ReportApproved'->>'late')::boolean, false)"
        " from cycle c"
        " where c.log = v.log and c.id = v.cycle and c.report_version = v.report_version"
        " and v.log = %(log)s and v.cycle = %(id)s",
        {**row_of(event), "on": known.submitted_on, "entered": event.on, "late": late},
    )


def _write(
    db: Cursor, event: Recorded, known: SheetRecorded | SheetCarriedOver, more: Mapping[str, Any]
) -> None:
    """Keep a sheet's texts, and the hashes of its paragraphs."""
    said = _data(known)
    texts = {name: said[name] for name in ("strengths", "weaknesses", "improvement")}
    place = {"log": event.log, "cycle": row_of(event)["id"], "criterion": known.criterion}
    by = {"recorded_by": event.envelope["actor"], "recorded_on": event.on}
    described = {name: Json(said[name]) for name in ("descriptions", "clauses")}
    _put(db, "sheet", ("criterion",), {**place, **texts, **described, **by, **more})
    texts |= {f"descriptions/{each.of_level}": each.text for each in known.descriptions}
    for clause in known.clauses:
        names = ("description", "strengths", "weaknesses", "improvement")
        pairs = zip(names, clause.texts, strict=True)
        texts |= {f"clauses/{clause.clause}/{name}": text for name, text in pairs}
    _keep_paragraphs(db, event, known.criterion, "", texts)


def _keep_paragraphs(
    db: Cursor, event: Recorded, criterion: str, begin: str, texts: Mapping[str, str]
) -> None:
    """Keep the hashes of the paragraphs of texts by field, in the place of those before.

    `criterion` is empty for texts beside the sheets, whose fields begin with what they are of.
    """
    place = {"log": event.log, "cycle": row_of(event)["id"], "criterion": criterion}
    db.execute(
        "delete from report_paragraph where log = %s and cycle = %s and criterion = %s"
        " and starts_with(field, %s)",
        (*place.values(), begin),
    )
    school = event.stream.partition("-")[2].partition("_")[0]
    found = [
        {**place, "school": school, "field": f"{begin}{field}", "digest": digest(each)}
        for field, text in texts.items()
        for each in paragraphs(text)
    ]
    insert_all(db, "report_paragraph", found, "on conflict do nothing")


def _groups(db: Cursor, event: Recorded) -> GroupsFormed | None:
    found = rows(db, "select facts from cycle where log = %(log)s and id = %(id)s", row_of(event))
    data = found[0]["facts"].get("GroupsFormed") if found else None
    told = CYCLE_EVENTS.load({"type": "GroupsFormed", "data": data}) if data else None
    return told if isinstance(told, GroupsFormed) else None


def _own(db: Cursor, event: Recorded, groups: GroupsFormed | None) -> None:
    """Keep the groups, and who is in which for which criterion."""
    if groups is None:
        return
    _remember(db, event, groups)
    row = row_of(event)
    place = {"log": event.log, "cycle": row["id"]}
    db.execute("delete from criterion_owner where log = %s and cycle = %s", (*place.values(),))
    school = row["id"].partition("_")[0]
    for group in groups.groups:
        for criterion in group.criteria:
            for person in dict.fromkeys((group.head, *group.others)):
                owned = {"criterion": criterion, "group_name": group.name, "person": person}
                more = {"school": school, "position": event.position, "head": person == group.head}
                insert(db, "criterion_owner", {**place, **owned, **more})


def _keep_version(db: Cursor, event: Recorded, approved: ReportApproved) -> None:
    """Keep the sheets as they were approved."""
    db.execute(
        "insert into report_version"
        " (log, cycle, report_version, level, approved_on, submitted_on, sheets, reason)"
        " select c.log, c.id, c.report_version, %(level)s, %(on)s, null, coalesce("
        "   (select jsonb_object_agg(s.criterion, to_jsonb(s) - 'log' - 'cycle')"
        "    from sheet s where s.log = c.log and s.cycle = c.id), '{}'),"
        " c.facts->'CycleReopened'->>'reason'"
        " from cycle c where c.log = %(log)s and c.id = %(id)s"
        " on conflict (log, cycle, report_version) do nothing",
        {**row_of(event), "level": approved.level, "on": approved.approved_on},
    )
