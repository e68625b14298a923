"""What may be asked of review, and the answers out of its read tables."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, Literal, TypeVar, assert_never

from psycopg2 import sql

from libs.engine.questions import OfSchool, OfSchools, Public
from libs.engine.read_tables import Limit, rows
from libs.kernel.messages import Contract, Id, Line, given
from libs.law.standards import mergers
from libs.law.standards.levels import AccreditationGrade, NationalGrade, SchoolLevel
from libs.law.standards.mergers import Party
from libs.log.database import Cursor
from services.review.cases import with_holders
from services.review.evaluation.state import State
from services.review.evaluation.transfer import Times, open_deadlines
from services.review.shared.fields import CaseFunction, Kind, OpenDeadline, Purpose, Reason
from services.review.succession.events import Case, Certificate, Form

V = TypeVar("V")
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
    transfer; `open_deadlines` are the steps still owed, with their deadlines.

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
class RecognitionView:
    """One certificate; valid on both `valid_from` and `valid_to`.

    `school` received it, `holder` has it now: another where schools merged. `lapsed_on` is the
    first day without force where it ended with its school. `lineage_why` says why, in Vietnamese,
    by the table's row `lineage_rule`; `lineage_sure` is false where its basis was not at hand.
    """

    id: str
    version: int
    position: int
    school: str
    kind: Kind
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    decision_number: str
    certificate_number: str
    valid_from: date
    valid_to: date
    decided_by: str
    decided_on: date
    evaluation: str
    rule_set: str
    revision: str
    rules: str
    holder: str
    held_since: date | None
    lapsed_on: date | None
    lineage_basis: str | None
    lineage_rule: str | None
    lineage_sure: bool | None
    lineage_why: str | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an act of the lineage did to all that a school had; `grounds` say why."""

    form: Form
    party: Party
    successors: tuple[str, ...]
    starts: date
    basis: str
    certificates: tuple[Certificate, ...]
    cases: tuple[Case, ...]
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuccessionView:
    """What became of a school's certificates and cases; `id` is the school's."""

    id: str
    version: int
    position: int
    school: str
    settlements: tuple[Settlement, ...]


@dataclass(frozen=True, slots=True)
class GetSuccession(OfSchool):
    """What became of the certificates and running cases of a school, by the school's id."""

    category: ClassVar[str] = "succession"
    view: ClassVar[type] = SuccessionView

    id: Id


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


@dataclass(frozen=True, slots=True)
class GetRecognition(Public):
    """One certificate, by `<school>_accreditation<year>` or `<school>_national<year>`."""

    category: ClassVar[str] = "recognition"
    view: ClassVar[type] = RecognitionView

    id: Id


@dataclass(frozen=True, slots=True)
class ListRecognitions(Public):
    """Certificates by id, of one school or one kind if so asked; `decision` finds a decision's.

    Those of a school are those it received and those it holds for schools that it succeeded.
    """

    category: ClassVar[str] = "recognition"
    many: ClassVar[bool] = True
    view: ClassVar[type] = RecognitionView

    school: Id | None = None
    kind: Kind | None = None
    decision: Line | None = None
    after: Id | None = None
    limit: Limit = 50


Query = GetEvaluation | ListEvaluations | GetRecognition | ListRecognitions | GetSuccession
QUERIES: Contract[Query] = Contract(Query, unknown="raise")


def answer(db: Cursor, log: str, question: Query) -> Any:
    """Return the view asked for, None if there is no such thing, or the list of views."""
    match question:
        case GetEvaluation():
            found = with_holders(db, log, _rows(db, "evaluation", log, id=question.id))
            return _evaluation(found[0], question.inside) if found else None
        case ListEvaluations():
            found = _rows(
                db,
                "evaluation",
                log,
                question.after,
                question.limit,
                question.schools,
                school=question.school,
                state=question.state,
            )
            return [_evaluation(row, question.inside) for row in with_holders(db, log, found)]
        case GetRecognition():
            found = _rows(db, "recognition", log, id=question.id)
            return _recognition(found[0]) if found else None
        case GetSuccession():
            found = _rows(db, "succession", log, id=question.id)
            return _succession(found[0]) if found else None
        case ListRecognitions():
            found = _rows(
                db,
                "recognition",
                log,
                question.after,
                question.limit,
                held_by=question.school,
                kind=question.kind,
                decision_number=question.decision,
            )
            return [_recognition(row) for row in found]
    assert_never(question)


def _rows(
    db: Cursor,
    table: str,
    log: str,
    after: str | None = None,
    limit: int = 1,
    schools: tuple[str, ...] | None = None,
    held_by: str | None = None,
    **equal: str | None,
) -> list[dict[str, Any]]:
    """Return rows of `table` by id, those after `after`; of `equal`, what is None says nothing.

    `held_by`: certificates that this school received or holds.
    """
    wanted = {name: value for name, value in equal.items() if value is not None}
    clauses: list[sql.Composable] = [sql.SQL("log = %(log)s")]
    clauses += [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in wanted
    ]
    if after is not None:
        clauses.append(sql.SQL("id > %(after)s"))
    if schools is not None:
        clauses.append(sql.SQL("school = any (%(schools)s)"))
    if held_by is not None:
        clauses.append(sql.SQL("%(held_by)s in (school, holder)"))
        wanted["held_by"] = held_by
    return rows(
        db,
        sql.SQL("select * from {} where {} order by id limit %(limit)s").format(
            sql.Identifier(table), sql.SQL(" and ").join(clauses)
        ),
        wanted | {"log": log, "after": after, "schools": list(schools or ()), "limit": limit},
    )


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
    row["open_deadlines"] = _owed(row)
    rule = row["lineage_rule"]
    row["lineage_why"] = None if rule is None else mergers.by_id(rule).why
    return _view(EvaluationView, row)


def _recognition(row: dict[str, Any]) -> RecognitionView:
    rule = row["lineage_rule"]
    row["lineage_why"] = None if rule is None else mergers.by_id(rule).why
    return _view(RecognitionView, row)


def _succession(row: dict[str, Any]) -> SuccessionView:
    row["school"] = row["id"]
    row["settlements"] = [_settlement(each) for each in row["settlements"]]
    return _view(SuccessionView, row)


def _settlement(data: dict[str, Any]) -> Settlement:
    certificates = tuple(Certificate(**each) for each in data["certificates"])
    cases = tuple(Case(**each) for each in data["cases"])
    rules = dict.fromkeys([*(c.rule for c in certificates), *(c.rule for c in cases)])
    return Settlement(
        data["form"],
        data["party"],
        tuple(data["successors"]),
        date.fromisoformat(data["starts"]),
        data["basis"],
        certificates,
        cases,
        tuple(mergers.by_id(rule).why for rule in rules),
    )


def _owed(row: dict[str, Any]) -> tuple[OpenDeadline, ...]:
    told = {name: row[name] for name in ("planned_month", *BEFORE)}
    undecided, unproposed = row["accreditation"] is None, row["proposed_on"] is None
    return open_deadlines(row["state"], Times(**told, undecided=undecided, unproposed=unproposed))


def _view(kind: type[V], row: dict[str, Any]) -> V:
    values = {f.name: row[f.name] for f in fields(kind)}  # type: ignore[arg-type]
    return kind(**{n: tuple(v) if isinstance(v, list) else v for n, v in values.items()})
