"""What has been done in a case, act by act: the day of each paper, and the day of its recording.

Officers and the team see every act; the school sees what the team found once its draft was sent,
the final report once a decision announces it (`libs.rights.visibility`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from psycopg2.extras import Json

from libs.engine.questions import OfSchools
from libs.engine.read_tables import Limit, asked, insert, listed
from libs.kernel.messages import Id, given
from libs.law.standards.levels import AccreditationGrade, CriterionCode, NationalGrade, SchoolLevel
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from libs.rights.visibility_tables import Schools, limited
from services.review.evaluation.events import EVALUATION_EVENTS, EvaluationEvent
from services.review.shared.fields import ActKind, CaseFunction, DeskSource, Reason, TermStep

_DAYS = ("before", "started", "ended", "day", "received_on", "return_on")


@dataclass(frozen=True, slots=True)
class CaseActView:
    """An act in a case; `act` is its event's type, `act_kind` what it is for who reads the case,
    `id` puts the acts in their order.

    `dated` is the day of its paper, where one is told; `entered_late`: it was recorded after the
    working day that follows it. `attempt` counts registrations. What an act does not tell is empty.
    """

    id: str
    position: int
    school: str
    evaluation: str
    act: str
    act_kind: ActKind
    dated: date | None
    recorded_on: date
    entered_late: bool
    actor: str
    role: str
    org: str
    attempt: int | None = None
    late: bool = False
    decision_number: str | None = None
    document_number: str | None = None
    list_number: str | None = None
    certificate_number: str | None = None
    reason: str | None = None
    basis: str | None = None
    reasons: tuple[Reason, ...] = ()
    agreed: bool | None = None
    points: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    criterion: CriterionCode | None = None
    level: SchoolLevel | None = None
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    step: TermStep | None = None
    before: date | None = None
    sure: bool | None = None
    started: date | None = None
    ended: date | None = None
    function: CaseFunction | None = None
    minutes_number: str | None = None
    day: date | None = None
    figure: str | None = None
    school_year: int | None = None
    condition: str | None = None
    source: str | None = None
    to: str | None = None
    grounds: tuple[str, ...] = ()
    number: str | None = None
    received_on: date | None = None
    return_on: date | None = None
    receipt_source: DeskSource | None = None


@dataclass(frozen=True, slots=True)
class ListCaseActs(OfSchools):
    """Ask for the acts of one case, of one school, or of all that the reader sees."""

    category: ClassVar[str] = "case_act"
    view: ClassVar[type] = CaseActView

    evaluation: Id | None = None
    school: Id | None = None
    after: Id | None = None
    limit: Limit = 50
    inside: Schools | None = given("inside")


Asked = ListCaseActs
_ENVELOPE = ("actor", "role", "org")
_KINDS: Mapping[str, ActKind] = {
    name: kind.act_kind for name, kind in EVALUATION_EVENTS.types.items()
}
_STORED = (
    *("id", "position", "school", "evaluation", "act", "dated", "recorded_on", "entered_late"),
    *_ENVELOPE,
)
TOLD = tuple(
    name for name in CaseActView.__dataclass_fields__ if name not in (*_STORED, "act_kind")
)
"""What an act may tell beside its days and its actor, by the fields of its event."""

ACTS = f"""
select {", ".join(_STORED)}, told from case_act a where log = %(log)s
and (%(evaluation)s::text is null or evaluation = %(evaluation)s)
and (%(school)s::text is null or school = %(school)s)
and (seen_from is null or {limited("school", "inside", page=True)} or exists (
    select from evaluation e where e.log = a.log and e.id = a.evaluation
    and case seen_from when 'from_draft' then e.draft_sent_on is not null
    else e.decided_level is not null end))
"""


def add(db: Cursor, event: Recorded, own: EvaluationEvent) -> None:
    """Add the act that an event tells of."""
    evaluation = event.stream.partition("-")[2]
    visibility = own.visibility
    told = {name: event.data[name] for name in TOLD if event.data.get(name) is not None}
    row = {
        "log": event.log,
        "id": f"{evaluation}_{event.version:06}",
        "version": event.version,
        "position": event.position,
        "school": school_of(event.stream),
        "evaluation": evaluation,
        "act": event.type,
        "seen_from": visibility if visibility in ("from_draft", "from_decision") else None,
        "dated": getattr(own, "dated", None),
        "recorded_on": event.on,
        "entered_late": getattr(own, "entered_late", False),
        **{name: event.envelope[name] for name in _ENVELOPE},
        "told": Json(told),
    }
    insert(db, "case_act", row)


def answer(db: Cursor, log: str, question: Asked) -> list[CaseActView]:
    """Return a page of the acts."""
    return [_act(row) for row in listed(db, question, ACTS, asked(log, question))]


def _act(row: Mapping[str, Any]) -> CaseActView:
    told = dict(row["told"])
    told["reasons"] = tuple(Reason(**each) for each in told.get("reasons", ()))
    for name in ("points", "answers", "grounds"):
        told[name] = tuple(told.get(name, ()))
    for name in _DAYS:
        if name in told:
            told[name] = date.fromisoformat(told[name])
    stored = {name: row[name] for name in _STORED}
    return CaseActView(**stored, act_kind=_KINDS[row["act"]], **told)
