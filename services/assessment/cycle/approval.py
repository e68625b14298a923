"""The draft is commented on by the office and approved by the council."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import given
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import school_year_days
from libs.law.standards import levels, sheets
from libs.law.standards.rule_set import RuleSet
from libs.rights import Right
from services.assessment.cycle.confirmation import report_faults
from services.assessment.cycle.events.report import ReportApproved, ReportCommented
from services.assessment.cycle.faults import require_none
from services.assessment.cycle.groups import require_plan
from services.assessment.cycle.papers import paper_day
from services.assessment.cycle.state import (
    REPORT,
    STEPS,
    Approved,
    Cycle,
    Open,
    require_council,
    require_open,
    require_working,
)
from services.assessment.cycle.votes import Quorum, require_quorum, tally
from services.assessment.shared.fields import FIRST_LEVEL, PRINCIPAL, Reason


@dataclass(frozen=True, slots=True)
class CommentReport:
    """Comment on a school's report, or on one criterion of it, as the first-level office."""

    right: ClassVar[Right] = FIRST_LEVEL
    comment: Reason
    criterion: levels.CriterionCode | None = None
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ApproveReport:
    """Make the judgements final; the level follows from them. `dated` is the day of the meeting."""

    right: ClassVar[Right] = PRINCIPAL
    dated: date | None = None
    on: date = given("on")


def comment(command: CommentReport, cycle: Cycle) -> Sequence[ReportCommented]:
    """Return the comment; none when it was made of this version already.

    Raises `Rejected`: report-not-completed, criterion-unknown, and as `require_open` and
    `paper_day`.
    """
    found = require_open(cycle)
    if found.completed is None and not isinstance(found, Approved):
        detail = "Dự thảo báo cáo chưa hoàn thành nên chưa góp ý được."
        raise Rejected("report-not-completed", detail, STEPS)
    if command.criterion and not levels.indicators(found.rules, command.criterion):
        detail = f"Bộ tiêu chuẩn không có tiêu chí {command.criterion}."
        raise refused("criterion-unknown", detail, STEPS, at="/criterion")
    if (command.criterion, command.comment) in found.comments:
        return []
    day = paper_day(command.dated, command.on, found.opened, None)
    return [ReportCommented(command.criterion, command.comment, day)]


def approve(
    command: ApproveReport, quorum: Quorum | None, cycle: Cycle
) -> Sequence[ReportApproved]:
    """Return the approval; none when the report is approved.

    Once a plan is approved, the report must be complete before. Raises `Rejected`:
    criteria-unjudged, report-incomplete, report-not-completed, and as `require_working`,
    `require_council`, `require_plan`, `paper_day` and `require_quorum`.
    """
    if isinstance(require_open(cycle), Approved):
        return []
    found = require_working(cycle)
    council = require_council(found)
    require_plan(found)
    rules = found.rules
    if found.plan and found.completed is None:
        require_none(report_faults(found, command.on), STEPS)
        detail = "Thư ký chưa hoàn thành dự thảo báo cáo."
        raise Rejected("report-not-completed", detail, STEPS)
    sheets.require_judged(rules, found.work.judged)
    rests_on = found.completed.dated if found.completed else council.appointed_on
    day = paper_day(command.dated, command.on, found.opened, rests_on)
    require_quorum(found, REPORT, quorum)
    outcome, votes = levels.school_level(rules, found.work.met), tally(found, REPORT)
    return [
        ReportApproved(
            level=outcome.level,
            next_level=outcome.next_level,
            failed=outcome.failed,
            unjudged=outcome.unjudged,
            approved_on=day,
            in_favour=votes["in_favour"],
            opposed=votes["against"],
            abstained=votes["abstained"],
            quorum=quorum.basis if quorum else None,
            late=_late(rules, found, day),
            rules=found.opened.rules,
        )
    ]


def approve_before(rules: RuleSet, year: int) -> date | None:
    """Return the first day on which an approval is late, None where the rule set names none.

    Source: `self_assessment.approve_report_before`; TT 57/2026 art. 9(3)(d).
    """
    named = rules.document.get("self_assessment", {}).get("approve_report_before")
    if named is None:
        return None
    month, day = map(int, str(named).split("-"))
    return date(school_year_days(year)[1].year, month, day)


def _late(rules: RuleSet, cycle: Open, day: date) -> bool:
    if cycle.own_days:
        return False
    before = approve_before(rules, cycle.opened.year)
    return before is not None and day >= before
