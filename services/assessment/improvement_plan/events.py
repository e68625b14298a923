"""What an improvement plan records; its stream is `improvement_plan-<school>_<year>`.

Dates are Vietnamese calendar dates. `dated` is the day of the paper or meeting that an act rests
on, never after the day of entry. Money is in whole đồng (VND).
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line, Text, between, lifted, pattern, size
from libs.law.standards.levels import CriterionCode
from libs.rights import Holding, Right, Visibility
from services.assessment.shared.duties import DutiesDone
from services.assessment.shared.fields import (
    FIRST_LEVEL,
    PRINCIPAL,
    BySchool,
    EvidenceCodes,
    Person,
    Year,
)

SUPERVISOR = Holding(("officer", "director", "chair"), "supervise_plan")
"""Who acts for the office that supervises the school's plans."""

Origin = Literal["weakness", "recommendation", "previous_plan", "own_initiative"]
"""Điểm yếu của báo cáo, khuyến nghị của đoàn, chuyển từ kế hoạch năm trước, trường tự đề xuất."""
ItemState = Literal["not_completed", "under_way", "completed"]
"""Chưa hoàn thành, đang thực hiện, hoàn thành."""
ItemOutcome = Literal["completed", "next_year", "given_up"]
"""Hoàn thành, chuyển sang năm sau, thôi thực hiện."""
Period = Literal["term_1", "year_end", "interim"]
"""Cuối học kỳ I, cuối năm học, trong năm."""
FollowUp = Literal["open", "addressed", "declined"]
"""Còn mở, đã thực hiện, không thực hiện."""
Number = Annotated[int, between(1, 999)]
Money = Annotated[int, between(0, 10**13)]
"""Whole đồng."""
Persons = Annotated[tuple[Person, ...], size(0, 30)]
Written = Annotated[Text, size(1, 4000)]
"""A text that is there."""
Unmet = Annotated[tuple[Annotated[str, pattern(r"[0-9a-z./-]{1,30}", "1.3/2a")], ...], size(0, 60)]
"""Indicators or content elements that a report has as not met."""
Numbers = Annotated[tuple[Number, ...], size(0, 300)]


@dataclass(frozen=True, slots=True)
class BasedOn:
    """The approved report of a cycle that the plan rests on, its rule set by hash."""

    cycle: Id
    rules: str
    approved_on: date


Reports = Annotated[tuple[BasedOn, ...], size(1, 5)]


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done: solution, goal, activities, how the result is measured, by when, by whom.

    `complete_by` is the last day, itself included. `budget` is what it may cost; 0 is an answer,
    None is none yet. Which fields an approved plan needs is data, `standards.improvement_plans`.
    """

    solution: Written
    goal: Text = ""
    activities: Text = ""
    result_indicator: Text = ""
    starts: date | None = None
    complete_by: date | None = None
    responsible: Person | None = None
    participants: Persons = ()
    resources: Text = ""
    budget: Money | None = None
    supervision: Text = ""
    expected_evidence: Text = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an office finds in supervising, of one thing to be done or of the whole plan (None).

    `before`: the day before which the office wants it put right.
    """

    item: Number | None
    text: Written
    before: date | None = None


Findings = Annotated[tuple[Finding, ...], size(1, 100)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a thing to be done at the end of the year."""

    item: Number
    outcome: ItemOutcome
    note: Text = ""


Outcomes = Annotated[tuple[Outcome, ...], size(0, 300)]


class _ByPrincipal:
    __slots__ = ()
    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"


@dataclass(frozen=True, slots=True)
class ImprovementPlanDrafted(_ByPrincipal):
    """The school began a plan for a school year, from these reports, by this form for good."""

    story: ClassVar[str] = "Bắt đầu lập kế hoạch cải tiến chất lượng năm học {year}"

    school: Id
    year: Year
    plan_form: Line
    reports: Reports
    dated: date


@dataclass(frozen=True, slots=True)
class PriorityIssueNamed(BySchool):
    """A priority issue is this from now on; a number named before is put anew."""

    story: ClassVar[str] = "Nêu vấn đề ưu tiên {issue} ở tiêu chí {criterion}"

    issue: Number
    cycle: Id
    criterion: CriterionCode
    current_state: Text
    limitation: Written
    cause: Text


@dataclass(frozen=True, slots=True)
class PriorityIssueDropped(BySchool):
    """A priority issue is none any more."""

    story: ClassVar[str] = "Bỏ vấn đề ưu tiên {issue}"

    issue: Number


@dataclass(frozen=True, slots=True)
class PlanItemAdded(BySchool):
    """Something to be done came into the plan, under the next number.

    Of a weakness `cycle`, `criterion` and `unmet` say of which; of a recommendation `evaluation`
    and `criterion`; of last year's plan `previous_item`. An approved plan has a `reason` for it.
    """

    story: ClassVar[str] = "Thêm việc {item} vào kế hoạch cải tiến, tiêu chí {criterion}: {born_of}"

    item: Number
    born_of: Origin
    work: Work
    cycle: Id | None
    criterion: CriterionCode | None
    unmet: Unmet
    evaluation: Id | None
    issue: Number | None
    previous_item: Number | None
    reason: Text


@dataclass(frozen=True, slots=True)
class PlanItemEdited(BySchool):
    """What is to be done was put differently while the plan is a draft."""

    story: ClassVar[str] = "Sửa việc {item} của kế hoạch cải tiến"

    item: Number
    work: Work


@dataclass(frozen=True, slots=True)
class PlanItemRemoved(BySchool):
    """Something was taken out of the draft."""

    story: ClassVar[str] = "Bỏ việc {item} khỏi dự thảo kế hoạch cải tiến"

    item: Number


@dataclass(frozen=True, slots=True)
class ImprovementPlanApproved(_ByPrincipal):
    """The principal approved the plan: so many things to be done, for so much."""

    story: ClassVar[str] = "Phê duyệt kế hoạch cải tiến: {item_count} việc, kinh phí {budget} đồng"

    decision_number: Line | None
    dated: date
    item_count: int
    budget: int


@dataclass(frozen=True, slots=True)
class ImprovementPlanSubmitted(_ByPrincipal):
    """The plan went to the office that receives it; `late`: after a day that a letter sets."""

    story: ClassVar[str] = "Nộp kế hoạch cải tiến cho {receiver} (trễ: {late})"

    receiver: Id
    dated: date
    duties: DutiesDone
    late: bool


@dataclass(frozen=True, slots=True)
class PlanItemProgressed(BySchool):
    """So far something has come, with what it has cost in all; `ev`: SHA-256 of the evidence."""

    story: ClassVar[str] = "Báo tiến độ việc {item}: {state}"

    item: Number
    state: ItemState
    dated: date
    note: Text
    spent: Money | None
    evidence: EvidenceCodes
    ev: tuple[str, ...] = lifted("ev")


@dataclass(frozen=True, slots=True)
class PlanItemAdjusted(_ByPrincipal):
    """What is to be done changed after approval, and why."""

    story: ClassVar[str] = "Điều chỉnh việc {item} của kế hoạch cải tiến: {reason}"

    item: Number
    work: Work
    reason: Written
    dated: date


@dataclass(frozen=True, slots=True)
class ImprovementPlanReviewed(_ByPrincipal):
    """The school looked at how its plan goes."""

    story: ClassVar[str] = "Rà soát kế hoạch cải tiến ({period})"

    period: Period
    text: Written
    dated: date


@dataclass(frozen=True, slots=True)
class ImprovementPlanSupervised:
    """The office that supervises the plan looked at it and found this."""

    right: ClassVar[Right] = SUPERVISOR
    visibility: ClassVar[Visibility] = "parties"
    story: ClassVar[str] = "Giám sát việc thực hiện kế hoạch cải tiến, ngày {dated}"

    findings: Findings
    dated: date


@dataclass(frozen=True, slots=True)
class RecommendationFollowed(BySchool):
    """How it stands with a recommendation of an evaluation; asked again every year while open."""

    story: ClassVar[str] = "Khuyến nghị của đoàn ở tiêu chí {criterion}: {state}"

    evaluation: Id
    criterion: CriterionCode
    state: FollowUp
    note: Text
    evidence: EvidenceCodes
    ev: tuple[str, ...] = lifted("ev")


@dataclass(frozen=True, slots=True)
class ImprovementPlanReported(_ByPrincipal):
    """The year's report on the plan: what became of each thing to be done, to which office."""

    story: ClassVar[str] = (
        "Báo cáo thực hiện kế hoạch cải tiến cho {receiver}: hoàn thành {completed_count}/"
        "{item_count} việc (trễ: {late})"
    )

    outcomes: Outcomes
    text: Text
    dated: date
    completed_count: int
    item_count: int
    receiver: Id
    duties: DutiesDone
    late: bool


@dataclass(frozen=True, slots=True)
class ImprovementPlanClosed(_ByPrincipal):
    """The plan is over; `next_year` goes into the plan of the next school year."""

    story: ClassVar[str] = "Kết thúc kế hoạch cải tiến; chuyển sang năm sau: {next_year}"

    next_year: Numbers
    dated: date


@dataclass(frozen=True, slots=True)
class ImprovementPlanLeftUnreported:
    """The office that checks or appraises the school ended a plan whose year was not reported.

    `basis`: the document that says so, `dated` its day.
    """

    right: ClassVar[Right] = FIRST_LEVEL
    visibility: ClassVar[Visibility] = "parties"
    story: ClassVar[str] = "Kết thúc kế hoạch cải tiến không có báo cáo năm: {reason}, theo {basis}"

    reason: Written
    basis: Line
    dated: date


PlanEvent = (
    ImprovementPlanDrafted
    | PriorityIssueNamed
    | PriorityIssueDropped
    | PlanItemAdded
    | PlanItemEdited
    | PlanItemRemoved
    | ImprovementPlanApproved
    | ImprovementPlanSubmitted
    | PlanItemProgressed
    | PlanItemAdjusted
    | ImprovementPlanReviewed
    | ImprovementPlanSupervised
    | RecommendationFollowed
    | ImprovementPlanReported
    | ImprovementPlanClosed
    | ImprovementPlanLeftUnreported
)
PLAN_EVENTS: Contract[PlanEvent] = Contract(PlanEvent)
