"""What else becomes of a cycle: it is reopened for an update, given up, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.engine.rules import FIRST
from libs.kernel.messages import given
from libs.kernel.problems import Rejected
from libs.rights import Right
from services.assessment.cycle.events.report import CycleAbandoned, CycleClosed, CycleReopened
from services.assessment.cycle.papers import paper_day
from services.assessment.cycle.state import (
    STEPS,
    Cycle,
    State,
    require_open,
    require_submitted,
)
from services.assessment.shared.fields import PRINCIPAL, Reason


@dataclass(frozen=True, slots=True)
class ReopenForUpdate:
    """Go on working upon a submitted report, as for the yearly update in July."""

    right: ClassVar[Right] = PRINCIPAL
    reason: Reason
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class AbandonCycle:
    """Give the cycle up; another may then be opened in its place."""

    right: ClassVar[Right] = PRINCIPAL
    reason: Reason
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class CloseCycle:
    """Close the cycle at the end of the year; nothing in it changes any more."""

    right: ClassVar[Right] = PRINCIPAL
    dated: date | None = None
    on: date = given("on")


UnderEvaluation = tuple[str, ...]
"""The evaluations that run on the cycle's report, by id."""
OWN_DAYS = 2
"""Since which number of the platform's rules an update has days of its own."""


@dataclass(frozen=True, slots=True)
class Reopening:
    """What reopening rests on: the evaluations that run, the number of the platform's rules."""

    running: UnderEvaluation = ()
    rules_number: int = FIRST


def reopen(command: ReopenForUpdate, known: Reopening, cycle: Cycle) -> Sequence[CycleReopened]:
    """Return the reopening.

    Raises `Rejected`: evaluation-running, and as `require_submitted` and `paper_day`.
    """
    found = require_submitted(cycle)
    _require_none_running(known.running)
    day = paper_day(command.dated, command.on, found.opened, found.submitted.submitted_on)
    own_days = known.rules_number >= OWN_DAYS
    return [CycleReopened(command.reason, found.report_version + 1, day, own_days)]


def abandon(
    command: AbandonCycle, running: UnderEvaluation, cycle: Cycle
) -> Sequence[CycleAbandoned]:
    """Return that the cycle is given up; none when it is.

    Raises `Rejected`: evaluation-running, and as `require_open` and `paper_day`.
    """
    if cycle.state is State.ABANDONED:
        return []
    found = require_open(cycle)
    _require_none_running(running)
    day = paper_day(command.dated, command.on, found.opened, None)
    return [CycleAbandoned(command.reason, day)]


def close(command: CloseCycle, planned: bool, cycle: Cycle) -> Sequence[CycleClosed]:
    """Return the closing; none when the cycle is closed. `planned`: a plan was made from it.

    Raises `Rejected`: plan-not-drafted, and as `require_submitted` and `paper_day`.
    """
    if cycle.state is State.CLOSED:
        return []
    found = require_submitted(cycle)
    if not planned:
        detail = "Chưa có kế hoạch cải tiến chất lượng lập từ báo cáo của đợt này."
        raise Rejected("plan-not-drafted", detail, STEPS)
    day = paper_day(command.dated, command.on, found.opened, found.submitted.submitted_on)
    return [CycleClosed(day)]


def _require_none_running(running: UnderEvaluation) -> None:
    if running:
        detail = f"Đang đánh giá ngoài theo báo cáo này (hồ sơ {', '.join(running)})."
        raise Rejected("evaluation-running", detail, STEPS)
