"""The questions about evaluations, and their answers from the read tables."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, Literal, assert_never

from libs.engine.questions import OfSchool, OfSchools
from libs.engine.read_tables import ONE, Limit, asked, listed, one, rows
from libs.kernel.messages import Id, given
from libs.law import standards
from libs.law.standards import appraisals, external_review, mergers, purposes
from libs.law.standards.grounds import legal_grounds
from libs.law.standards.levels import AccreditationGrade, NationalGrade, SchoolLevel
from libs.log.database import Cursor
from libs.rights.visibility_tables import Schools, among
from services.review.evaluation.case_holders import with_holders
from services.review.evaluation.deadline_bases import DeadlineBasis, bases
from services.review.evaluation.next_acts import NextAct, Standing, next_acts
from services.review.evaluation.planned_tables import with_plans
from services.review.evaluation.state import State, in_charge
from services.review.evaluation.transfer import Times, open_deadlines
from services.review.shared.fields import (
    CaseFunction,
    CouncilMember,
    DeskSource,
    Difference,
    EducationStage,
    OpenDeadline,
    Purpose,
    Reason,
    TeamMember,
    TermStep,
    Year,
)
from services.review.shared.views import view_of

EVALUATION = "select * from evaluation where log = %(log)s"
EVALUATIONS = f"""
{EVALUATION}
and (%(school)s::text is null or school = %(school)s)
and (%(year)s::integer is null or right(id, 5) = '_' || %(year)s)
and (%(state)s::text is null or state = %(state)s)
and (%(running)s::boolean is null or (state = any (%(runs)s)) = %(running)s)
"""
RUNS = tuple(state.value for state in State if state.runs)
COUNCIL_OWN = ("concluded_on", "minutes_number", "votes_in_favour", "votes_against")
"""What a council concluded, for officers until the school is told."""
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
class ChecklistItem:
    """An item of the checklist of the case's rule set; who ticked it so far.

    `sure`: whether a text gives the item. Before rules number 3 other words were ticked, too.
    """

    code: str
    title: str
    sure: bool
    by_checker: bool
    by_appraiser: bool


@dataclass(frozen=True, slots=True)
class CouncilCondition:
    """A condition of the national standard that the council checks beside the level.

    `sure`: whether the text itself was read; `basis` is on what it rests.
    """

    code: str
    title: str
    basis: str
    sure: bool


@dataclass(frozen=True, slots=True)
class FurtherPurpose:
    """A purpose that the province adds, by its code and its name."""

    code: str
    title: str


LateEntry = Literal[
    "filed",
    "forwarded",
    "returned",
    "discontinued",
    "draft",
    "reply",
    "answer",
    "accepted",
    "team_formed",
    "team_changed",
    "final",
    "proposed",
    "accreditation",
    "national",
    "council",
    "minutes",
    "notice",
]
"""A step that was entered after the working day that follows its paper."""


@dataclass(frozen=True, slots=True)
class SetTermView:
    """Until when (not included) the office set a step to be done, on which basis, and when."""

    step: TermStep
    before: date
    basis: str
    sure: bool
    set_on: date


SignatureState = Literal["signed", "dissenting", "excused", "unsigned"]


@dataclass(frozen=True, slots=True)
class Signature:
    """How it stands with a member's signature of the report: since when, and what was said.

    `remark` is the dissent of who signed, the reason why who is excused need not.
    """

    person: str
    signature_state: SignatureState
    on: date | None
    remark: str


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """One evaluation: each step's date, each deadline (exclusive), the levels side by side.

    The date of a step is that of its paper; `late_entries` are the steps that were entered later.
    `planned_...` is what the office's list has of the school in the year; `differs`: in what the
    registration is not so. `running`: it was filed, and is neither decided nor given up.
    `continued_by` is the school that goes on with the case of one that ended; `ended_on` the day
    on which it ended with its school.
    `checker` and `appraiser` are the offices that hold the case, from the day it was filed until a
    transfer; `in_charge` says by which of the two functions it runs now. `open_deadlines` are the
    steps still owed, with their deadlines; `deadline_bases` say on what these rest; `next_acts`
    what may follow, and whose it is. `desk_...` is what the receipt of the one-stop desk says.

    Levels: `claimed_level` by the school's report, `draft_level` in the team's draft,
    `proposed_level` in its final report, `decided_level`. `failed` and `unjudged` are what blocks
    the level above the last of these. Until a decision announces it a school does not see the
    final report (`proposed_...`), nor who signed it, nor which criteria the team has worked on.
    `signatures`: of each member of the team while the report is signed; later those there are.
    `legal_grounds`: what a decision rests on by the rule set, once there is a final report.
    """

    id: str
    version: int
    position: int
    school: str
    school_kind: str | None
    areas: tuple[str, ...]
    state: State
    running: bool
    in_charge: CaseFunction | None
    checker: str | None
    appraiser: str | None
    transfers: tuple[Transfer, ...]
    open_deadlines: tuple[OpenDeadline, ...]
    deadline_bases: tuple[DeadlineBasis, ...]
    next_acts: tuple[NextAct, ...]
    planned_on: date | None
    planned_month: str | None
    planned_before: date | None
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
    differs: tuple[Difference, ...]
    added_purposes: tuple[FurtherPurpose, ...]
    direct: bool
    attempt: int
    filed_on: date | None
    desk_number: str | None
    desk_received_on: date | None
    desk_return_on: date | None
    desk_source: DeskSource | None
    returned_on: date | None
    return_reasons: tuple[Reason, ...]
    forwarded_on: date | None
    accepted_on: date | None
    withdrawn_on: date | None
    team_decision: str | None
    team_formed_on: date | None
    team_changed_on: date | None
    team_size: int
    team_members: tuple[TeamMember, ...]
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
    signatures: tuple[Signature, ...]
    council_conditions: tuple[CouncilCondition, ...]
    council_decision: str | None
    council_formed_on: date | None
    council_members: tuple[CouncilMember, ...]
    appraise_before: date | None
    site_check_on: date | None
    site_check_number: str | None
    concluded_on: date | None
    minutes_number: str | None
    votes_in_favour: int | None
    votes_against: int | None
    unmet_conditions: tuple[str, ...]
    notify_before: date | None
    notified_on: date | None
    notice: str | None
    decide_before: date | None
    propose_before: date | None
    checklist: tuple[ChecklistItem, ...]
    late_entries: tuple[LateEntry, ...]
    set_terms: tuple[SetTermView, ...]
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
    discontinued_on: date | None
    discontinued_reason: str | None
    discontinued_basis: str | None
    legal_grounds: tuple[str, ...]
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
    inside: Schools | None = given("inside")


@dataclass(frozen=True, slots=True)
class ListEvaluations(OfSchools):
    """Evaluations by id, of one school, of one school year or in one state if so asked.

    `running`: those that were filed and are neither decided nor given up, or the others.
    """

    category: ClassVar[str] = "evaluation"
    view: ClassVar[type] = EvaluationView

    school: Id | None = None
    year: Year | None = None
    state: State | None = None
    running: bool | None = None
    after: Id | None = None
    limit: Limit = 50
    inside: Schools | None = given("inside")


Asked = GetEvaluation | ListEvaluations


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view asked for, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetEvaluation():
            return one(_evaluations(db, log, rows(db, EVALUATION + ONE, values), question.inside))
        case ListEvaluations():
            values["runs"] = list(RUNS)
            return _evaluations(db, log, listed(db, question, EVALUATIONS, values), question.inside)
    assert_never(question)


def _evaluations(
    db: Cursor, log: str, found: Sequence[dict[str, Any]], inside: Schools | None
) -> list[EvaluationView]:
    """Return the view of each row, with who holds the case, for an officer or team member of the
    schools `inside`, None for all."""
    seen = among(db, log, inside, (row["school"] for row in found))
    told = with_holders(db, log, with_plans(db, log, found))
    return [_evaluation(row, row["school"] in seen) for row in told]


def _evaluation(row: dict[str, Any], officer: bool) -> EvaluationView:
    """Return the view of `row` for an officer or team member of its school, or the school."""
    row["state"] = State(row["state"])
    announced = officer or row["decided_level"] is not None or row["notified_on"] is not None
    if not announced:
        for name in ("proposed_level", "proposed_accreditation_grade", "proposed_national_grade"):
            row[name] = None
        row["propose_before"] = None
        for name in COUNCIL_OWN:
            row[name] = None
        row["unmet_conditions"] = ()
    row["signatures"] = _signatures(row)
    row["next_acts"] = next_acts(_standing(row))
    if not announced:
        row["signatures"] = []
    if not officer:
        row["criteria_found"] = ()
    last = "final" if announced and (row["final_on"] or row["concluded_on"]) else "draft"
    row["failed"], row["unjudged"] = row[f"{last}_failed"], row[f"{last}_unjudged"]
    row["return_reasons"] = [Reason(**reason) for reason in row["return_reasons"]]
    terms = row["set_terms"]
    row["set_terms"] = [
        SetTermView(**{**term, **{n: date.fromisoformat(term[n]) for n in ("before", "set_on")}})
        for term in terms
    ]
    row["checklist"] = _checklist(row)
    row["council_conditions"] = _conditions(row["rules"])
    row["added_purposes"] = [FurtherPurpose(each, purposes.title(each)) for each in row["further"]]
    row["council_members"] = [CouncilMember(**each) for each in row["council_members"]]
    row["team_members"] = [TeamMember(**each) for each in row["team_members"]]
    row["transfers"] = [Transfer(**transfer) for transfer in row["transfers"]]
    row["running"] = row["state"].runs
    row["in_charge"] = in_charge(row["state"], row["direct"])
    row["open_deadlines"] = _owed(row)
    row["deadline_bases"] = bases(row["rules"], terms, row["open_deadlines"])
    on = row["accreditation_on"] or row["national_on"] or row["final_on"]
    row["legal_grounds"] = legal_grounds(standards.by_hash(row["rules"]), on) if on else ()
    rule = row["lineage_rule"]
    row["lineage_why"] = None if rule is None else mergers.by_id(rule).why
    return view_of(EvaluationView, row)


def _standing(row: dict[str, Any]) -> Standing:
    """Return how the case stands, as far as its reader may see what the final report earned."""
    return Standing(
        *(row["state"], row["direct"], row["purpose"]),
        found=bool(row["criteria_found"]),
        objected=bool(row["points"]),
        silent=row["agreed"] is True and row["replied_on"] is None,
        earned=row["proposed_national_grade"] is not None,
        accredited=row["accreditation"] is not None,
        proposed=row["proposed_on"] is not None,
        recognised=row["national"] is not None,
        granted="granted" in (row["accreditation"], row["national"]),
        by_council=row["team_formed_on"] is None and _council_of(row["rules"]) is not None,
        unsigned=any(each.signature_state in ("unsigned", "excused") for each in row["signatures"]),
        signed=all(each.signature_state != "unsigned" for each in row["signatures"]),
        visit_open=row["site_check_on"] is not None and row["site_check_number"] is None,
    )


def _signatures(row: dict[str, Any]) -> list[Signature]:
    """Return how it stands with each member: of a report that is in, of whom something is told."""
    marks = {(each["person"], each["signed"]): each for each in row["signatures"]}
    found = []
    for person in (member["person"] for member in row["team_members"]):
        mark = marks.get((person, True)) or marks.get((person, False))
        if mark is None:
            if row["state"] is State.FINALISING:
                found.append(Signature(person, "unsigned", None, ""))
            continue
        said: SignatureState = "dissenting" if mark["said"] else "signed"
        if not mark["signed"]:
            said = "excused"
        found.append(Signature(person, said, date.fromisoformat(mark["on"]), mark["said"]))
    return found


def _council_of(rules_hash: str | None) -> appraisals.Appraisal | None:
    try:
        rules = standards.by_hash(rules_hash) if rules_hash else None
    except KeyError:
        return None
    return appraisals.appraisal(rules) if rules else None


def _conditions(rules_hash: str | None) -> tuple[CouncilCondition, ...]:
    known = _council_of(rules_hash)
    every = known.conditions.values() if known else ()
    return tuple(CouncilCondition(c.code, c.title, c.source, c.sure) for c in every)


def _checklist(row: dict[str, Any]) -> tuple[ChecklistItem, ...]:
    """Return the items to be ticked, none before there is a registration."""
    if row["rules"] is None:
        return ()
    try:
        asked_for = external_review.checklist(standards.by_hash(row["rules"]))
    except KeyError:
        return ()
    checker, appraiser = row["forwarded_items"], row["accepted_items"]
    return tuple(
        ChecklistItem(code, title, asked_for.sure, code in checker, code in appraiser)
        for code, title in asked_for.items.items()
    )


def _owed(row: dict[str, Any]) -> tuple[OpenDeadline, ...]:
    told = {name: row[name] for name in ("planned_month", *BEFORE)}
    undecided, unproposed = row["accreditation"] is None, row["proposed_on"] is None
    return open_deadlines(row["state"], Times(**told, undecided=undecided, unproposed=unproposed))
