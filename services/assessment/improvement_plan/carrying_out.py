"""A plan on its way: progress, reviews, supervision, what became of recommendations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Id, Text, given
from libs.kernel.problems import Forbidden, refuse, refused
from libs.law.standards.levels import CriterionCode
from libs.rights import Right
from services.assessment.improvement_plan.days import dated
from services.assessment.improvement_plan.events import (
    SUPERVISOR,
    Findings,
    FollowUp,
    ImprovementPlanReviewed,
    ImprovementPlanSupervised,
    ItemState,
    Money,
    Number,
    Period,
    PlanEvent,
    PlanItemProgressed,
    RecommendationFollowed,
    Written,
)
from services.assessment.improvement_plan.state import RULE, Item, Plan, Recommendation
from services.assessment.shared.fields import PRINCIPAL, SCHOOL, EvidenceCodes


@dataclass(frozen=True, slots=True)
class ReportPlanItem:
    """Say how far something is, what it has cost in all, and what proves it.

    For those who are to do it, and the principal. What is completed cites evidence.
    """

    right: ClassVar[Right] = SCHOOL
    item: Number
    state: ItemState
    note: Text = ""
    spent: Money | None = None
    evidence: EvidenceCodes = ()
    dated: date | None = None
    on: date = given("on")
    actor: str = given("actor")
    role: str = given("role")


@dataclass(frozen=True, slots=True)
class ReviewImprovementPlan:
    """Record a review of the plan by the school: at the end of term 1, of the year, or between."""

    right: ClassVar[Right] = PRINCIPAL
    period: Period
    text: Written
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class SuperviseImprovementPlan:
    """Record what the office that supervises plans finds in this one."""

    right: ClassVar[Right] = SUPERVISOR
    findings: Findings
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class FollowRecommendation:
    """Say how it stands with a recommendation of a team; what is addressed cites evidence."""

    right: ClassVar[Right] = SCHOOL
    evaluation: Id
    criterion: CriterionCode
    state: FollowUp
    note: Text = ""
    evidence: EvidenceCodes = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """The SHA-256 of each item of the school's evidence, by code."""

    evidence_hashes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Followed:
    """What teams recommended to the school, and its evidence."""

    recommended: Mapping[Recommendation, str]
    evidence_hashes: Mapping[str, str]


def report_progress(command: ReportPlanItem, known: Cited, plan: Plan) -> Sequence[PlanEvent]:
    """Return how far it is; none where that is known.

    Raises `Forbidden` (item-not-yours) and `Rejected`: plan-not-drafted, plan-not-approved,
    plan-reported, item-unknown, evidence-missing, evidence-not-registered; and as `days.dated`.
    """
    approved = plan.active()
    item = plan.item(command.item)
    _check_own(command, item)
    if command.state == "completed" and not command.evidence:
        detail = f"Việc {command.item} ghi hoàn thành nhưng không nêu minh chứng."
        raise refused("evidence-missing", detail, RULE, at="/evidence")
    hashes = _hashes(command.evidence, known.evidence_hashes)
    before = item.progress
    if before is not None and _said(before) == (
        *(command.state, command.note, command.spent, command.evidence),
    ):
        return []
    on = dated(command.dated, command.on, approved.dated)
    return [
        PlanItemProgressed(
            item=command.item,
            state=command.state,
            dated=on,
            note=command.note,
            spent=command.spent,
            evidence=command.evidence,
            ev=hashes,
        )
    ]


def review_plan(command: ReviewImprovementPlan, plan: Plan) -> Sequence[PlanEvent]:
    """Return the review; none where it is recorded.

    Raises `Rejected`: plan-not-drafted, plan-not-approved, plan-reported; and as `days.dated`.
    """
    approved = plan.active()
    if any((each.period, each.text) == (command.period, command.text) for each in plan.reviews):
        return []
    on = dated(command.dated, command.on, approved.dated)
    return [ImprovementPlanReviewed(command.period, command.text, on)]


def supervise_plan(command: SuperviseImprovementPlan, plan: Plan) -> Sequence[PlanEvent]:
    """Return what was found; none where that is recorded.

    Raises `Rejected`: plan-not-drafted, plan-not-approved, item-unknown; and as `days.dated`.
    """
    approved = plan.once_approved()
    refuse(
        "item-unknown",
        [
            (f"/findings/{n}/item", f"Kế hoạch không có việc số {each.item}.")
            for n, each in enumerate(command.findings)
            if each.item is not None and each.item not in plan.items
        ],
        RULE,
    )
    if any(each.findings == command.findings for each in plan.supervised):
        return []
    on = dated(command.dated, command.on, approved.dated)
    return [ImprovementPlanSupervised(command.findings, on)]


def follow_recommendation(
    command: FollowRecommendation, known: Followed, plan: Plan
) -> Sequence[PlanEvent]:
    """Return how it stands with a recommendation; none where that is known.

    Raises `Rejected`: plan-not-drafted, plan-reported, recommendation-unknown, evidence-missing,
    evidence-not-registered, reason-missing.
    """
    plan.running()
    key = (command.evaluation, command.criterion)
    if key not in known.recommended:
        detail = f"Đợt đánh giá ngoài này không có khuyến nghị ở tiêu chí {command.criterion}."
        raise refused("recommendation-unknown", detail, RULE, at="/evaluation")
    if command.state == "addressed" and not command.evidence:
        detail = "Khuyến nghị ghi đã thực hiện nhưng không nêu minh chứng."
        raise refused("evidence-missing", detail, RULE, at="/evidence")
    if command.state == "declined" and not command.note.strip():
        detail = "Khuyến nghị không thực hiện phải nêu lý do."
        raise refused("reason-missing", detail, RULE, at="/note")
    followed = RecommendationFollowed(
        evaluation=command.evaluation,
        criterion=command.criterion,
        state=command.state,
        note=command.note,
        evidence=command.evidence,
        ev=_hashes(command.evidence, known.evidence_hashes),
    )
    return [] if plan.followed.get(key) == followed else [followed]


def _check_own(command: ReportPlanItem, item: Item) -> None:
    concerned = (item.work.responsible, *item.work.participants)
    if command.role != "principal" and command.actor not in concerned:
        detail = f"Việc {command.item} do người khác thực hiện; chỉ họ và hiệu trưởng báo tiến độ."
        raise Forbidden("item-not-yours", detail, RULE)


def _said(progress: PlanItemProgressed) -> tuple[object, ...]:
    return (progress.state, progress.note, progress.spent, progress.evidence)


def _hashes(codes: Sequence[str], hashes: Mapping[str, str]) -> tuple[str, ...]:
    refuse(
        "evidence-not-registered",
        [
            (f"/evidence/{n}", f"Minh chứng '{code}' chưa đăng ký.")
            for n, code in enumerate(codes)
            if code not in hashes
        ],
        RULE,
    )
    return tuple(hashes[code] for code in codes)
