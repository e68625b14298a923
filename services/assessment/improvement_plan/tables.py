"""From the events of plans, and of what teams recommend, to their read tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, assert_never

from psycopg2.extras import Json

from libs.engine.read_tables import NewRows, insert, row_of, seen, update
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from services.assessment.improvement_plan.events import (
    PLAN_EVENTS,
    ImprovementPlanApproved,
    ImprovementPlanClosed,
    ImprovementPlanDrafted,
    ImprovementPlanLeftUnreported,
    ImprovementPlanReported,
    ImprovementPlanReviewed,
    ImprovementPlanSubmitted,
    ImprovementPlanSupervised,
    PlanEvent,
    PlanItemAdded,
    PlanItemAdjusted,
    PlanItemEdited,
    PlanItemProgressed,
    PlanItemRemoved,
    PriorityIssueDropped,
    PriorityIssueNamed,
    RecommendationFollowed,
)
from services.assessment.improvement_plan.known import DraftSent, FindingRecorded

RECOMMENDED: Contract[Any] = Contract(FindingRecorded | DraftSent)


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """Registry: where a school lies."""

    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchoolAreasChanged:
    """Registry: where a school lies from a day on."""

    areas: tuple[str, ...]
    starts: date


PLACED: Contract[Any] = Contract(SchoolRegistered | SchoolAreasChanged)


def project(db: Cursor, event: Recorded, known: PlanEvent) -> None:
    """Bring the rows of a plan up to `event`."""
    plan = row_of(event)["id"]
    part = {"log": event.log, "plan": plan}
    act = {**part, "version": event.version}
    data = PLAN_EVENTS.dump(known)["data"]
    match known:
        case ImprovementPlanDrafted():
            row = {**row_of(event), **data, "drafted_on": data.pop("dated"), "state": "drafting"}
            del row["dated"]
            insert(db, "improvement_plan", {**row, "reports": Json(data["reports"])})
        case PriorityIssueNamed():
            _delete(db, "plan_issue", {**part, "issue": known.issue})
            insert(db, "plan_issue", {**part, **data})
        case PriorityIssueDropped(issue):
            _delete(db, "plan_issue", {**part, "issue": issue})
        case PlanItemAdded():
            work = data.pop("work")
            school, _, year = plan.rpartition("_")
            where = {"school": school, "year": int(year), "position": event.position}
            insert(db, "plan_item", {**part, **where, **data, **work})
        case PlanItemEdited(item):
            _item(db, event, item, data["work"])
        case PlanItemRemoved(item):
            _delete(db, "plan_item", {**part, "item": item})
        case ImprovementPlanApproved(number, dated):
            approved: dict[str, Any] = {
                "decision_number": number,
                "approved_on": dated,
                "state": "approved",
            }
            update(db, "improvement_plan", event, approved)
        case ImprovementPlanSubmitted(receiver, dated, _, late):
            sent: dict[str, Any] = {"receiver": receiver, "submitted_on": dated, "late": late}
            sent["duties"] = Json(data["duties"])
            update(db, "improvement_plan", event, sent)
        case PlanItemProgressed(item, state, dated, note, spent, evidence):
            told: dict[str, Any] = {
                "note": note,
                "spent": spent,
                "evidence": list(evidence),
                "state": state,
            }
            _item(db, event, item, {**told, "progressed_on": dated})
            insert(db, "plan_item_act", {**act, **told, "item": item, "dated": dated})
        case PlanItemAdjusted(item, _, reason, dated):
            _item(db, event, item, data["work"])
            told = {"note": reason, "evidence": [], "item": item, "dated": dated}
            insert(db, "plan_item_act", {**act, **told})
        case ImprovementPlanReviewed():
            insert(db, "plan_review", {**act, **data})
        case ImprovementPlanSupervised():
            found = {"office": event.envelope["org"], "findings": Json(data["findings"])}
            insert(db, "plan_supervision", {**act, **found, "dated": known.dated})
        case RecommendationFollowed(evaluation, criterion):
            which = {"log": event.log, "evaluation": evaluation, "criterion": criterion}
            told = {name: data[name] for name in ("state", "note", "evidence")}
            _change(db, "team_recommendation", which, {**told, "followed_in": plan})
        case ImprovementPlanReported():
            _report(db, event, known)
        case ImprovementPlanClosed(_, dated):
            update(db, "improvement_plan", event, {"closed_on": dated, "state": "closed"})
        case ImprovementPlanLeftUnreported(reason, basis, dated):
            left = {"unreported_reason": reason, "unreported_basis": basis}
            left |= {"unreported_by": event.envelope["org"]}
            update(db, "improvement_plan", event, {**left, "closed_on": dated, "state": "closed"})
        case _:
            assert_never(known)
    seen(db, "improvement_plan", event)


ADDRESSED = """
update team_recommendation r set state = 'addressed', position = %(position)s
from plan_item i where i.log = %(log)s and i.plan = %(plan)s and i.outcome = 'completed'
and r.log = i.log and r.evaluation = i.evaluation and r.criterion = i.criterion
and r.state = 'open' and r.followed_in is distinct from %(plan)s
"""
"""What was recommended and is done closes with the year, unless this plan said it is still open."""


def _report(db: Cursor, event: Recorded, known: ImprovementPlanReported) -> None:
    for each in known.outcomes:
        became = {"outcome": each.outcome, "outcome_note": each.note}
        _item(db, event, each.item, became)
    told = {
        "state": "year_reported",
        "reported_on": known.dated,
        "report_receiver": known.receiver,
        "report_late": known.late,
        "report_duties": Json(PLAN_EVENTS.dump(known)["data"]["duties"]),
        "report_text": known.text,
    }
    update(db, "improvement_plan", event, told)
    plan = row_of(event)["id"]
    db.execute(ADDRESSED, {"log": event.log, "plan": plan, "position": event.position})


def recommend(db: Cursor, event: Recorded, known: FindingRecorded | DraftSent) -> None:
    """Bring what a team recommends up to `event`; it is shown once the school has been told."""
    evaluation = row_of(event)["id"]
    match known:
        case FindingRecorded(criterion, recommendations):
            which = {"log": event.log, "evaluation": evaluation, "criterion": criterion}
            _delete(db, "team_recommendation", which)
            if recommendations.strip():
                told = {"school": school_of(event.stream), "text": recommendations.strip()}
                insert(db, "team_recommendation", {**which, **told, "position": event.position})
        case DraftSent():
            case = {"log": event.log, "evaluation": evaluation}
            when = {"told_on": event.on, "position": event.position}
            _change(db, "team_recommendation", case, when)
        case _:
            assert_never(known)


def place(db: Cursor, event: Recorded, known: SchoolRegistered | SchoolAreasChanged) -> None:
    """Add where a school lies."""
    new = NewRows()
    place_new(new, event, known)
    new.write(db)


def place_new(new: NewRows, event: Recorded, known: SchoolRegistered | SchoolAreasChanged) -> None:
    """Add where a school lies, with the rows of other events."""
    starts = known.starts if isinstance(known, SchoolAreasChanged) else None
    row = {"log": event.log, "school": school_of(event.stream), "version": event.version}
    new.add("plan_school", {**row, "areas": list(known.areas), "starts": starts})


TOGETHER: Mapping[type, Callable[[NewRows, Recorded, Any], None]] = {SchoolRegistered: place_new}


def _item(db: Cursor, event: Recorded, item: int, values: Mapping[str, Any]) -> None:
    which = {"log": event.log, "plan": row_of(event)["id"], "item": item}
    _change(db, "plan_item", which, {**values, "position": event.position})


def _change(db: Cursor, table: str, which: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    columns = ", ".join(f"{name} = %s" for name in values)
    same = " and ".join(f"{name} = %s" for name in which)
    statement = f"update {table} set {columns} where {same}"
    db.execute(statement, [*values.values(), *which.values()])


def _delete(db: Cursor, table: str, which: Mapping[str, Any]) -> None:
    same = " and ".join(f"{name} = %s" for name in which)
    db.execute(f"delete from {table} where {same}", [*which.values()])
