"""The questions about evaluations, and their answers from the read tables."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, Literal, assert_never

from libs.engine.questions import OfSchool, OfSchools
from libs.engine.read_tables import ONE, Limit, asked, listed, one, rows
from libs.kernel.messages import Id, given
from libs.law.standards import mergers
from libs.law.standards.levels import AccreditationGrade, NationalGrade, SchoolLevel
from libs.log.database import Cursor
from services.review.evaluation.case_holders import with_holders
from services.review.evaluation.state import State, in_charge
from services.review.evaluation.transfer import Times, open_deadlines
from services.review.shared.fields import (
    CaseFunction,
    EducationStage,
    OpenDeadline,
    Purpose,
    Reason,
)
from services.review.shared.views import view_of

EVALUATION = "select * from evaluation where log = %(log)s"
EVALUATIONS = f"""
{EVALUATION}
and (%(school)s::text is null or school = %(school)s)
and (%(state)s::text is null or state = %(state)s)
"""
BEFORE = tuple(f.name for f in fields(Times) if f.name.endswith("_before"))


@dataclass(frozen=True, slots=True)
class Transfer:
    """The case passed from one office to another, on `on`."""

    function: CaseFunction
    source: str | None
    to: str
    basis: str
    on: date


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """One evaluation: each step's date, each deadline (exclusive), the levels side by side.

    `running`: it was filed, and is neither decided nor given up. `continued_by` is the school that
    goes on with the case of one that ended; `ended_on` the day on which it ended with its school.
    `checker` and `appraiser` are the offices that hold the case, from the day it was filed until a
    transfer; `in_charge` says by which of the two functions it runs now. `open_deadlines` are the
    steps still owed, with their deadlines.

    Levels: `claimed_level` by the school's report, `draft_level` in the team's draft,
    `proposed_level` in its final report, `decided_level`. `failed` and `unjudged` are what blocks
    the level above the last of these. Until a decision announces it a school does not see the
    final report (`proposed_...`), nor which criteria the team has worked on.
    """

    id: str
    version: int
    position: int
    school: str
    state: State
    running: bool
    in_charge: CaseFunction | None
    checker: str | None
    appraiser: str | None
    transfers: tuple[Transfer, ...]
    open_deadlines: tuple[OpenDeadline, ...]
    planned_on: date | None
    planned_month: str | None
    planned_accreditation_grade: AccreditationGrade | None
    planned_national_grade: NationalGrade | None
    instruction: str | None
    purpose: Purpose | None
    target_accreditation_grade: AccreditationGrade | None
    target_national_grade: NationalGrade | None
    address: str | None
    phone: str | None
    email: str | None
    cycle_year: int | None
    education_stage: EducationStage | None
    rule_set: str | None
    revision: str | None
    rules: str | None
    late: bool
    direct: bool
    attempt: int
    filed_on: date | None
    returned_on: date | None
    return_reasons: tuple[Reason, ...]
    forwarded_on: date | None
    accepted_on: date | None
    withdrawn_on: date | None
    team_decision: str | None
    team_formed_on: date | None
    team_size: int
    criteria_found: tuple[str, ...]
    survey_started: date | None
    survey_ended: date | None
    survey_closed_on: date | None
    draft_before: date | None
    draft_sent_on: date | None
    reply_before: date | None
    replied_on: date | None
    agreed: bool | None
    points: tuple[str, ...]
    answer_before: date | None
    answered_on: date | None
    answers: tuple[str, ...]
    final_before: date | None
    final_on: date | None
    decide_before: date | None
    propose_before: date | None
    claimed_level: SchoolLevel | None
    draft_level: SchoolLevel | None
    proposed_level: SchoolLevel | None
    proposed_accreditation_grade: AccreditationGrade | None
    proposed_national_grade: NationalGrade | None
    decided_level: SchoolLevel | None
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    accreditation: Literal["granted", "refused"] | None
    accreditation_grade: AccreditationGrade | None
    accreditation_decision: str | None
    accreditation_certificate: str | None
    accreditation_on: date | None
    accreditation_valid_to: date | None
    proposed_on: date | None
    proposal_number: str | None
    national: Literal["granted", "refused"] | None
    national_grade: NationalGrade | None
    national_decision: str | None
    national_certificate: str | None
    national_on: date | None
    national_valid_to: date | None
    continued_by: str | None
    continued_on: date | None
    ended_on: date | None
    lineage_basis: str | None
    lineage_rule: str | None
    lineage_sure: bool | None
    lineage_why: str | None


@dataclass(frozen=True, slots=True)
class GetEvaluation(OfSchool):
    """One evaluation, by `<school>_<year>`."""

    category: ClassVar[str] = "evaluation"
    view: ClassVar[type] = EvaluationView

    id: Id
    inside: tuple[str, ...] | None = given("inside")


@dataclass(frozen=True, slots=True)
class ListEvaluations(OfSchools):
    """Evaluations by id, of one school or in one state if so asked."""

    category: ClassVar[str] = "evaluation"
    view: ClassVar[type] = EvaluationView

    school: Id | None = None
    state: State | None = None
    after: Id | None = None
    limit: Limit = 50
    inside: tuple[str, ...] | None = given("inside")


Asked = GetEvaluation | ListEvaluations


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view asked for, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetEvaluation():
            return one(_evaluations(db, log, rows(db, EVALUATION + ONE, values), question.inside))
        case ListEvaluations():
            return _evaluations(db, log, listed(db, question, EVALUATIONS, values), question.inside)
    assert_never(question)


def _evaluations(
    db: Cursor, log: str, found: Sequence[dict[str, Any]], inside: tuple[str, ...] | None
) -> list[EvaluationView]:
    """Return the view of each row, with who holds the case; `inside` as `_evaluation` takes it."""
    return [_evaluation(row, inside) for row in with_holders(db, log, found)]


def _evaluation(row: dict[str, Any], inside: tuple[str, ...] | None) -> EvaluationView:
    """Return the view of `row` for an officer or team member of schools `inside`, None for all."""
    officer = inside is None or row["school"] in inside
    announced = officer or row["decided_level"] is not None
    if not announced:
        for name in ("proposed_level", "proposed_accreditation_grade", "proposed_national_grade"):
            row[name] = None
        row["propose_before"] = None
    if not officer:
        row["criteria_found"] = ()
    last = "final" if announced and row["final_on"] else "draft"
    row["failed"], row["unjudged"] = row[f"{last}_failed"], row[f"{last}_unjudged"]
    row["return_reasons"] = [Reason(**reason) for reason in row["return_reasons"]]
    row["transfers"] = [Transfer(**transfer) for transfer in row["transfers"]]
    row["state"] = State(row["state"])
    row["running"] = row["state"].runs
    row["in_charge"] = in_charge(row["state"], row["direct"])
    row["open_deadlines"] = _owed(row)
    rule = row["lineage_rule"]
    row["lineage_why"] = None if rule is None else mergers.by_id(rule).why
    return view_of(EvaluationView, row)


def _owed(row: dict[str, Any]) -> tuple[OpenDeadline, ...]:
    told = {name: row[name] for name in ("planned_month", *BEFORE)}
    undecided, unproposed = row["accreditation"] is None, row["proposed_on"] is None
    return open_deadlines(row["state"], Times(**told, undecided=undecided, unproposed=unproposed))
