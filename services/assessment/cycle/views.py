"""What a cycle is shown as."""

from dataclasses import dataclass
from datetime import date

from libs.law.standards import levels
from services.assessment.cycle.events.council import PlanStep, WorkingGroup
from services.assessment.cycle.events.report import Ballot
from services.assessment.cycle.events.work import ClauseText, Description, Measure, Verdict
from services.assessment.cycle.faults import Severity
from services.assessment.cycle.state import State
from services.assessment.shared.duties import DutyDone
from services.assessment.shared.fields import EducationStage


@dataclass(frozen=True, slots=True)
class CouncilMemberView:
    """A member of the council: in the register or not, trained for self-assessment or not."""

    person: str
    post: str
    registered: bool
    trained: bool


@dataclass(frozen=True, slots=True)
class CouncilView:
    """The council, and the decision by which it sits; `recorded_on` is the day of entry."""

    decision_number: str
    appointed_on: date
    chair_reason: str | None
    members: tuple[CouncilMemberView, ...]
    recorded_on: date | None
    position: int


@dataclass(frozen=True, slots=True)
class GroupsView:
    """Secretariat and working groups as of `dated`; `unowned` criteria are nobody's."""

    secretariat: tuple[str, ...]
    groups: tuple[WorkingGroup, ...]
    unowned: tuple[str, ...]
    dated: date
    recorded_on: date | None
    position: int


@dataclass(frozen=True, slots=True)
class HandOverView:
    """`taken_by` took an absent person's place in every group; `criteria` were theirs."""

    absent: str
    taken_by: str
    reason: str
    criteria: tuple[str, ...]
    dated: date
    recorded_on: date
    recorded_by: str


@dataclass(frozen=True, slots=True)
class WorkPlanView:
    """The approved plan of the self-assessment, made for the version `report_version`."""

    aim: str
    steps: tuple[PlanStep, ...]
    dated: date
    number: str | None
    training: str
    resources: str
    consultants: str
    evidence_to_gather: str
    recorded_on: date | None
    position: int
    report_version: int


@dataclass(frozen=True, slots=True)
class JudgementView:
    """How an indicator stands, by the codes of which evidence."""

    level: levels.IndicatorLevel
    indicator: str
    met: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ElementTickView:
    """What was found of a content element, by whom and when."""

    element: str
    verdict: Verdict
    note: str
    ticked_by: str
    ticked_on: date


@dataclass(frozen=True, slots=True)
class SheetView:
    """A criterion's sheet as it was last recorded, with all that has been judged of it.

    `carried_from` is the cycle whose texts it has, `imported_from` the software that they came
    from, None once the council confirmed it. `complete`: by the form of today it has all that the
    council asks for before it confirms.
    """

    criterion: str
    strengths: str
    weaknesses: str
    improvement: str
    judgements: tuple[JudgementView, ...]
    descriptions: tuple[Description, ...]
    measures: tuple[Measure, ...]
    clauses: tuple[ClauseText, ...]
    elements: tuple[ElementTickView, ...]
    recorded_by: str
    recorded_on: date | None
    carried_from: str | None
    imported_from: str | None
    confirmed_on: date | None
    complete: bool
    position: int


@dataclass(frozen=True, slots=True)
class StandardView:
    """What the report says of a standard as a whole; `imported_from` is the software that its texts
    came from, None once the school recorded them."""

    standard: int
    judgement: str
    strengths: str
    limits: str
    priorities: str
    imported_from: str | None
    position: int


@dataclass(frozen=True, slots=True)
class ReportPartView:
    """A part of the report; its text is "" while there is none.

    `imported_from` is as of a standard.
    """

    report_part: str
    title: str
    optional: bool
    text: str
    imported_from: str | None
    position: int


@dataclass(frozen=True, slots=True)
class VoteView:
    """A vote on a criterion's sheet, None: on the report."""

    criterion: str | None
    person: str
    ballot: Ballot
    note: str
    cast_on: date


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment of an office on a criterion, None: on the report, of its `report_version`."""

    criterion: str | None
    comment: str
    dated: date
    commented_by: str
    office: str
    report_version: int
    recorded_on: date | None


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """How the report was approved; `quorum` says what the province asks, or that nothing is."""

    approved_on: date
    in_favour: int
    opposed: int
    abstained: int
    quorum: str
    late: bool
    recorded_on: date | None
    position: int


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """Where the report went, which duties of letters it answers, what the office acknowledged."""

    submitted_on: date
    receiver: str | None
    duties: tuple[DutyDone, ...]
    late: bool
    received_on: date | None
    receipt_number: str | None
    recorded_on: date | None
    receipt_recorded_on: date | None
    position: int


@dataclass(frozen=True, slots=True)
class VersionView:
    """A report that was approved; `reason` is why the work was taken up again for it.

    `late`: it was approved or handed in after the day of what it fulfils. `recorded_on`: the day on
    which the submission was entered. `whole`: all of it was kept, and can be asked for.
    """

    report_version: int
    level: levels.SchoolLevel
    approved_on: date
    submitted_on: date | None
    reason: str | None
    late: bool
    recorded_on: date | None
    whole: bool


@dataclass(frozen=True, slots=True)
class CycleSummary:
    """A cycle in short; `level` is that of the approved report, None before.

    What counts is the version handed in last (`handed_in_version`, None: none was), whatever is
    being written since: it stays while the next one is on its way.
    `plan_required` as of a cycle.
    """

    id: str
    version: int
    position: int
    school: str
    year: int
    kind: str
    education_stage: EducationStage | None
    state: State
    rule_set: str
    revision: str
    needs_verification: bool
    level: levels.SchoolLevel | None
    report_version: int
    opened_on: date
    approved_on: date | None
    submitted_on: date | None
    handed_in_version: int | None
    handed_in_level: levels.SchoolLevel | None
    handed_in_on: date | None
    plan_required: bool


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle with all that is recorded of it, and the level that its judgements give today.

    `failed` and `unjudged` keep it from `next_level`, None at the highest; `rules` is the hash of
    the rule set's revision, `guidance` that of the guidance, None while none is pinned.
    `sheets_total` counts the criteria, without the clauses of level 4. `texts_of_criterion` and
    `texts_of_standard` are those that the report in its form of today must have.
    `handed_in_version` is the one that counts, as in the summary; of an earlier version everything
    is as it was handed in. `plan_required`: no criterion is judged before the plan is approved.
    `paper`: what began it on paper, on the day `opened_on`, before the school worked here.
    """

    id: str
    version: int
    position: int
    school: str
    year: int
    kind: str
    education_stage: EducationStage | None
    state: State
    rule_set: str
    revision: str
    rules: str
    guidance: str | None
    needs_verification: bool
    warnings: tuple[str, ...]
    council_size: int
    sheets_done: int
    sheets_total: int
    level: levels.SchoolLevel
    next_level: levels.SchoolLevel | None
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    report_version: int
    opened_on: date
    appointed_on: date | None
    completed_on: date | None
    approved_on: date | None
    published_on: date | None
    published_at: str | None
    submitted_on: date | None
    handed_in_version: int | None
    handed_in_level: levels.SchoolLevel | None
    handed_in_on: date | None
    ended_on: date | None
    reason: str | None
    reopened_on: date | None
    opened_position: int
    guidance_position: int
    published_position: int
    plan_required: bool
    paper: str | None
    council: CouncilView | None
    working_groups: GroupsView | None
    work_plan: WorkPlanView | None
    earlier_councils: tuple[CouncilView, ...]
    earlier_groups: tuple[GroupsView, ...]
    earlier_plans: tuple[WorkPlanView, ...]
    hand_overs: tuple[HandOverView, ...]
    sheets: tuple[SheetView, ...]
    standards: tuple[StandardView, ...]
    report_parts: tuple[ReportPartView, ...]
    texts_of_criterion: tuple[str, ...]
    texts_of_standard: tuple[str, ...]
    votes: tuple[VoteView, ...]
    comments: tuple[CommentView, ...]
    approval: ApprovalView | None
    submission: SubmissionView | None
    versions: tuple[VersionView, ...]


@dataclass(frozen=True, slots=True)
class FaultView:
    """Something wrong with a report: where, and what; an `error` keeps it from completion."""

    code: str
    severity: Severity
    criterion: str | None
    standard: int | None
    field: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class CycleFaultsView:
    """Everything that is wrong with a cycle's report, in one list; `errors` of it hold it up."""

    id: str
    version: int
    position: int
    school: str
    errors: int
    faults: tuple[FaultView, ...]


@dataclass(frozen=True, slots=True)
class WeaknessView:
    """Something to be put right: an indicator, element, sheet or standard, and what is said of it.

    `reference` names it: "1.3/2a" an indicator, "1.3-2-a.4" an element, "1.3" a sheet, "1" a
    standard.
    """

    origin: str
    criterion: str | None
    standard: int | None
    reference: str
    text: str


@dataclass(frozen=True, slots=True)
class CycleWeaknessesView:
    """What a cycle found that an improvement plan can start from."""

    id: str
    version: int
    position: int
    school: str
    weak_points: tuple[WeaknessView, ...]


@dataclass(frozen=True, slots=True)
class OwnedCriterionView:
    """A criterion that a person writes as one of a group, and how far its sheet is."""

    id: str
    version: int
    position: int
    school: str
    cycle: str
    year: int
    criterion: str
    title: str
    group: str
    heads: bool
    person: str
    recorded_on: date | None
    carried_from: str | None
    confirmed_on: date | None


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stay (`same`), went (`gone`) or came (`new`)."""

    change: str
    text: str


@dataclass(frozen=True, slots=True)
class TextDifference:
    """How a text of a criterion's sheet differs; `field` as in the sheet, "descriptions/2"."""

    criterion: str
    field: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class CycleDifferenceView:
    """What has changed in the sheets since another cycle, or another version of this one."""

    id: str
    version: int
    position: int
    school: str
    compared_with: str
    compared_version: int | None
    differences: tuple[TextDifference, ...]
