"""The council confirms criteria, the secretary completes the report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from libs.kernel.messages import given, size
from libs.kernel.problems import FieldError, Rejected, refused
from libs.law.standards import levels
from libs.law.standards.levels import CriterionCode, SchoolLevel
from libs.law.standards.report_forms import form_of
from libs.rights import Right
from services.assessment.cycle.elements import pinned_guidance
from services.assessment.cycle.events.report import ReportCompleted
from services.assessment.cycle.events.work import CriterionConfirmed
from services.assessment.cycle.faults import Fault, asks_level_4, faults, of_sheet, require_none
from services.assessment.cycle.papers import paper_day
from services.assessment.cycle.state import Cycle, Open, require_council, require_working
from services.assessment.cycle.votes import Quorum, require_member, require_quorum
from services.assessment.shared.fields import SCHOOL

LEADERS = ("chair", "vice_chair", "secretary")


@dataclass(frozen=True, slots=True)
class ConfirmCriteria:
    """Record that the council confirms criteria as they stand; by chair, vice-chair or secretary.

    `dated` is the day of the council's meeting.
    """

    right: ClassVar[Right] = SCHOOL
    criteria: Annotated[tuple[CriterionCode, ...], size(1, 60)]
    dated: date | None = None
    actor: str = given("actor")
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class CompleteReport:
    """Declare the report complete, as the secretary; `claimed_level` is what it says of itself."""

    right: ClassVar[Right] = SCHOOL
    claimed_level: SchoolLevel | None = None
    dated: date | None = None
    actor: str = given("actor")
    on: date = given("on")


def confirm(
    command: ConfirmCriteria, quorum: Quorum | None, cycle: Cycle
) -> Sequence[CriterionConfirmed]:
    """Return the confirmations that are new.

    Raises `Rejected`: as `require_working`, `require_council`, `require_member`, `paper_day` and
    `require_quorum`; sheets-incomplete, whose errors name everything that is missing;
    criterion-unknown.
    """
    found = require_working(cycle)
    council = require_council(found)
    require_member(found, command.actor, *LEADERS)
    rests_on = found.plan.dated if found.plan else council.appointed_on
    day = paper_day(command.dated, command.on, found.opened, rests_on)
    rules, errors = found.rules, list[FieldError]()
    form = form_of(rules, command.on)
    for n, criterion in enumerate(command.criteria):
        if not levels.indicators(rules, criterion):
            detail = f"Bộ tiêu chuẩn không có tiêu chí {criterion}."
            raise refused("criterion-unknown", detail, form.basis, at=f"/criteria/{n}")
        for fault in of_sheet(rules, form, found.work, criterion):
            errors.append(FieldError(f"/criteria/{n}", fault.code, fault.detail))
    if errors:
        detail = " ".join(error.detail for error in errors[:20])
        raise Rejected("sheets-incomplete", detail, form.basis, errors)
    confirmed = set(found.work.confirmed)
    every = levels.criteria(rules)
    if asks_level_4(rules, found.work) and rules.level4_article:
        every = (*every, rules.level4_article)
    told = []
    for criterion in dict.fromkeys(command.criteria):
        if criterion in confirmed:
            continue
        require_quorum(found, criterion, quorum)
        confirmed.add(criterion)
        left = sum(each not in confirmed for each in every)
        told.append(CriterionConfirmed(criterion, left, day))
    return told


def complete(command: CompleteReport, cycle: Cycle) -> Sequence[ReportCompleted]:
    """Return the completion; none when the report is complete.

    Raises `Rejected`: level-differs, as `require_working`, `require_council`, `require_member`,
    `paper_day`, and report-incomplete, whose errors name everything that is wrong.
    """
    found = require_working(cycle)
    council = require_council(found)
    if found.completed:
        return []
    require_member(found, command.actor, "secretary")
    rests_on = found.plan.dated if found.plan else council.appointed_on
    day = paper_day(command.dated, command.on, found.opened, rests_on)
    form = form_of(found.rules, command.on)
    require_none(report_faults(found, command.on), form.basis)
    level = levels.school_level(found.rules, found.work.met).level
    if command.claimed_level not in (None, level):
        detail = (
            f"Báo cáo ghi Mức {command.claimed_level}, các chỉ báo đã đánh giá cho Mức {level}."
        )
        raise refused("level-differs", detail, form.basis, at="/claimed_level")
    return [ReportCompleted(form.id, level, day)]


def report_faults(cycle: Open, on: date) -> Iterator[Fault]:
    """Return what is wrong with a cycle's report by the form of a day.

    Raises `Rejected` ("report-form-missing").
    """
    form, plan = form_of(cycle.rules, on), (cycle.plan is not None, cycle.opened.plan_required)
    return faults(cycle.rules, form, pinned_guidance(cycle), cycle.work, *plan)
