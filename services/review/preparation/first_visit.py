"""The preliminary survey: the leader meets the school, and what the official one needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Text, given
from libs.kernel.problems import refused
from libs.law.calendar import show
from libs.law.standards.rule_set import cite
from libs.rights import Right
from services.review.evaluation.state import State, Surveying
from services.review.preparation.events import (
    Lines,
    People,
    PreliminarySurveyHeld,
    PreparationEvent,
)
from services.review.preparation.known import Known
from services.review.preparation.planning import require_steps
from services.review.preparation.state import Preparation
from services.review.shared.fields import EVALUATOR
from services.review.shared.words import check_words


@dataclass(frozen=True, slots=True)
class RecordPreliminarySurvey:
    """Record the minutes of the preliminary survey, in place of earlier ones, and what the school
    gets ready for the official survey; it took place from `started` to `ended`, both included."""

    right: ClassVar[Right] = EVALUATOR

    started: date
    ended: date
    attending: People
    minutes: Text
    conditions: Lines = ()
    on: date = given("on")
    actor: str = given("actor")


def meet(
    command: RecordPreliminarySurvey, known: Known, preparation: Preparation
) -> Sequence[PreparationEvent]:
    """Return what was held; none when that stands there.

    Raises `Rejected`: wrong-state, not-in-team, not-leader, declarations-missing, declared-tie,
    steps-not-in-set, dates-reversed, date-in-future, survey-before-team, text-wordless.
    """
    case = known.led_by(command.actor, State.SURVEYING)
    require_steps(case)
    _check_days(command, case)
    check_words(command, ("minutes",), "biên bản khảo sát sơ bộ", required=True)
    held = PreliminarySurveyHeld(
        case.registration.attempt,
        command.started,
        command.ended,
        command.attending,
        command.minutes,
        command.conditions,
    )
    counts = preparation.of(case.registration.attempt)
    return [] if counts.survey == held else [held]


def _check_days(command: RecordPreliminarySurvey, case: Surveying) -> None:
    if command.ended < command.started:
        detail = f"Khảo sát sơ bộ kết thúc ngày {show(command.ended)}, trước ngày bắt đầu."
        raise refused("dates-reversed", detail, at="/ended")
    if command.ended > command.on:
        detail = f"Khảo sát sơ bộ kết thúc ngày {show(command.ended)}, chưa đến ngày đó."
        raise refused("date-in-future", detail, at="/ended")
    if case.formed_on is not None and command.started < case.formed_on:
        detail = f"Đoàn lập ngày {show(case.formed_on)}, chưa khảo sát trước ngày đó."
        raise refused("survey-before-team", detail, cite(case.rules, "29"), at="/started")
