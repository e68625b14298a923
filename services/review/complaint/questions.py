"""The questions about complaints, and their answers from the read table."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import OfSchool, OfSchools
from libs.engine.read_tables import ONE, Limit, asked, listed, one, rows
from libs.kernel.messages import Id
from libs.log.database import Cursor
from services.review.complaint.events import Instance, Outcome
from services.review.complaint.rules import State
from services.review.shared.fields import Kind

COMPLAINT = "select * from complaint where log = %(log)s"
COMPLAINTS = f"""
{COMPLAINT}
and (%(school)s::text is null or school = %(school)s)
and (%(waiting)s::boolean is null or (answer_before is not null) = %(waiting)s)
"""


@dataclass(frozen=True, slots=True)
class ComplaintStep:
    """An act in a complaint: its event's type, and what it says."""

    act: str
    recorded_on: date
    dated: date | None
    instance: Instance
    text: str | None
    reason: str | None
    known_on: date | None
    complex: bool | None
    outcome: Outcome | None
    number: str | None
    authority_name: str | None


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """A complaint against the decision of a case on one kind of recognition.

    `answer_before`: the first day on which what the office owes is overdue; `again_before`: the
    first day too late for a second complaint. `outcome` is that of the last settlement.
    """

    id: str
    version: int
    position: int
    school: str
    kind: Kind
    evaluation: str
    state: State
    instance: Instance
    answer_before: date | None
    again_before: date | None
    outcome: Outcome | None
    steps: tuple[ComplaintStep, ...]


@dataclass(frozen=True, slots=True)
class GetComplaint(OfSchool):
    """One complaint, by the id of its decision: `<school>_<accreditation|national><year>`."""

    category: ClassVar[str] = "complaint"
    view: ClassVar[type] = ComplaintView

    id: Id


@dataclass(frozen=True, slots=True)
class ListComplaints(OfSchools):
    """Complaints by id, of one school if so asked; `waiting`: those that wait for an office."""

    category: ClassVar[str] = "complaint"
    view: ClassVar[type] = ComplaintView

    school: Id | None = None
    waiting: bool | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetComplaint | ListComplaints


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view asked for, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetComplaint():
            return one([_complaint(row) for row in rows(db, COMPLAINT + ONE, values)])
        case ListComplaints():
            return [_complaint(row) for row in listed(db, question, COMPLAINTS, values)]
    assert_never(question)


def _complaint(row: dict[str, Any]) -> ComplaintView:
    del row["log"]
    row["state"], row["steps"] = State(row["state"]), tuple(_step(each) for each in row["steps"])
    return ComplaintView(**row)


def _step(told: dict[str, Any]) -> ComplaintStep:
    found: dict[str, Any] = {name: told.get(name) for name in ComplaintStep.__dataclass_fields__}
    for name in ("recorded_on", "dated", "known_on"):
        found[name] = date.fromisoformat(found[name]) if found[name] else None
    found["number"] = told.get("decision_number") or told.get("document_number")
    return ComplaintStep(**found)
