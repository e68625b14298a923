"""What the rules of an improvement plan remember, and how each event changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from libs.kernel.problems import Rejected, refused
from libs.law.standards.improvement_plans import PlanForm, by_id
from services.assessment.improvement_plan.events import (
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
    Work,
)

RULE = "kế hoạch cải tiến chất lượng của năm học"
Recommendation = tuple[str, str]
"""Which evaluation, and of which criterion."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be done: how it came into the plan, what it is now, how far it is."""

    added: PlanItemAdded
    work: Work
    progress: PlanItemProgressed | None = None

    @property
    def state(self) -> str:
        """How far it is."""
        return self.progress.state if self.progress else "not_completed"


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan as it stands; `last_item` is the highest number that was ever given."""

    drafted: ImprovementPlanDrafted | None = None
    issues: Mapping[int, PriorityIssueNamed] = field(default_factory=dict)
    items: Mapping[int, Item] = field(default_factory=dict)
    last_item: int = 0
    approved: ImprovementPlanApproved | None = None
    submitted: ImprovementPlanSubmitted | None = None
    reviews: tuple[ImprovementPlanReviewed, ...] = ()
    supervised: tuple[ImprovementPlanSupervised, ...] = ()
    followed: Mapping[Recommendation, RecommendationFollowed] = field(default_factory=dict)
    reported: ImprovementPlanReported | None = None
    closed: ImprovementPlanClosed | None = None
    unreported: ImprovementPlanLeftUnreported | None = None

    def form(self) -> PlanForm:
        """Return the form by which it was drafted; raises `Rejected` ("plan-not-drafted")."""
        return by_id(self.begun().plan_form)

    def begun(self) -> ImprovementPlanDrafted:
        """Return how it began; raises `Rejected` ("plan-not-drafted")."""
        if self.drafted is None:
            raise Rejected("plan-not-drafted", "Kế hoạch cải tiến này chưa được lập.", RULE)
        return self.drafted

    def drafting(self) -> ImprovementPlanDrafted:
        """Return how it began; raises `Rejected` (plan-not-drafted, plan-approved)."""
        begun = self.begun()
        if self.approved is not None:
            detail = "Kế hoạch đã được phê duyệt; hãy điều chỉnh từng việc và nêu lý do."
            raise Rejected("plan-approved", detail, RULE)
        return begun

    def running(self) -> ImprovementPlanDrafted:
        """Return how it began; raises `Rejected` (plan-not-drafted, plan-left-unreported,
        plan-reported)."""
        begun = self.begun()
        self.check_not_left()
        if self.reported is not None:
            detail = "Năm học đã được báo cáo; kế hoạch này không thay đổi nữa."
            raise Rejected("plan-reported", detail, RULE)
        return begun

    def active(self) -> ImprovementPlanApproved:
        """Return its approval; raises `Rejected` (plan-not-drafted, plan-not-approved,
        plan-left-unreported, plan-reported)."""
        approved = self.once_approved()
        self.running()
        return approved

    def check_not_left(self) -> None:
        """Raise `Rejected` ("plan-left-unreported") where the office has ended it."""
        if self.unreported is not None:
            detail = (
                f"Cơ quan quản lý đã kết thúc kế hoạch này, không có báo cáo năm, theo "
                f"{self.unreported.basis}."
            )
            raise Rejected("plan-left-unreported", detail, RULE)

    def once_approved(self) -> ImprovementPlanApproved:
        """Return its approval; raises `Rejected` (plan-not-drafted, plan-not-approved)."""
        self.begun()
        if self.approved is None:
            detail = "Kế hoạch cải tiến này chưa được phê duyệt."
            raise Rejected("plan-not-approved", detail, RULE)
        return self.approved

    def item(self, number: int) -> Item:
        """Return something to be done; raises `Rejected` ("item-unknown") at "/item"."""
        if number not in self.items:
            raise refused("item-unknown", f"Kế hoạch không có việc số {number}.", RULE, at="/item")
        return self.items[number]

    @property
    def budget(self) -> int:
        """What all of it may cost, in đồng."""
        return sum(item.work.budget or 0 for item in self.items.values())

    @property
    def last_day(self) -> date:
        """The day of the last act that has one; `date.min` before the plan began."""
        acts = (self.drafted, self.approved, self.submitted, self.reported)
        return max((act.dated for act in acts if act is not None), default=date.min)


def evolve(plan: Plan, event: PlanEvent) -> Plan:
    """Return the plan after `event`."""
    match event:
        case ImprovementPlanDrafted():
            return replace(plan, drafted=event)
        case PriorityIssueNamed(issue):
            return replace(plan, issues={**plan.issues, issue: event})
        case PriorityIssueDropped(issue):
            return replace(plan, issues={n: i for n, i in plan.issues.items() if n != issue})
        case PlanItemAdded(item, work=work):
            return replace(plan, items={**plan.items, item: Item(event, work)}, last_item=item)
        case PlanItemEdited(item, work) | PlanItemAdjusted(item, work):
            return _with(plan, item, replace(plan.items[item], work=work))
        case PlanItemRemoved(item):
            return replace(plan, items={n: i for n, i in plan.items.items() if n != item})
        case PlanItemProgressed(item):
            return _with(plan, item, replace(plan.items[item], progress=event))
        case ImprovementPlanApproved():
            return replace(plan, approved=event)
        case ImprovementPlanSubmitted():
            return replace(plan, submitted=event)
        case ImprovementPlanReviewed():
            return replace(plan, reviews=(*plan.reviews, event))
        case ImprovementPlanSupervised():
            return replace(plan, supervised=(*plan.supervised, event))
        case RecommendationFollowed(evaluation, criterion):
            return replace(plan, followed={**plan.followed, (evaluation, criterion): event})
        case ImprovementPlanReported():
            return replace(plan, reported=event)
        case ImprovementPlanClosed():
            return replace(plan, closed=event)
        case ImprovementPlanLeftUnreported():
            return replace(plan, unreported=event)
    assert_never(event)


def _with(plan: Plan, number: int, item: Item) -> Plan:
    return replace(plan, items={**plan.items, number: item})
