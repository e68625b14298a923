"""The plan of a team's work: which step when and by whom, who is in charge of which criterion."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import ClassVar

from libs.kernel.messages import given
from libs.kernel.problems import Rejected, refuse, refused
from libs.law.calendar import show
from libs.law.labels import label
from libs.law.standards import preparation as law
from libs.law.standards.levels import criteria
from libs.rights import Right
from services.review.evaluation.state import Surveying
from services.review.evaluation.survey import AT_WORK
from services.review.preparation.events import (
    Charges,
    Phases,
    PreparationEvent,
    TeamWorkPlanned,
    VisitsFixed,
)
from services.review.preparation.known import Known, asked_about
from services.review.preparation.state import Preparation
from services.review.shared.fields import EVALUATOR

OWN = "quy tắc của hệ thống: kế hoạch của đoàn nói ai làm gì, từ ngày nào đến ngày nào"


@dataclass(frozen=True, slots=True)
class PlanTeamWork:
    """Plan the six steps of the team's work and who is in charge of which criterion, in place of an
    earlier plan; the school is told the days of both visits."""

    right: ClassVar[Right] = EVALUATOR

    phases: Phases
    charges: Charges
    actor: str = given("actor")


def plan(
    command: PlanTeamWork, known: Known, preparation: Preparation
) -> Sequence[PreparationEvent]:
    """Return the plan, and the days of the visits if the school was told others; none for a plan
    that stands.

    Raises `Rejected`: wrong-state, not-in-team, not-leader, declarations-missing, declared-tie,
    steps-not-in-set, phases-incomplete, dates-reversed, phase-too-early, person-not-in-team,
    criterion-unknown, criterion-owned-twice, criteria-without-charge.
    """
    case = known.led_by(command.actor, *AT_WORK)
    counts = preparation.of(case.registration.attempt)
    planned = TeamWorkPlanned(case.registration.attempt, command.phases, command.charges)
    if counts.plan == planned:
        return []
    source = require_steps(case)
    _check_phases(command, case, source)
    _check_persons(command, case)
    _check_charges(command, case)
    visits = _visits(command.phases)
    return [planned] if visits == counts.visits else [planned, visits]


def require_steps(case: Surveying) -> str:
    """Return on what the six steps of a case rest; raises `Rejected` ("steps-not-in-set")."""
    steps = law.steps(case.rules)
    if steps is None:
        detail = "Bộ tiêu chuẩn của hồ sơ không có sáu bước làm việc của đoàn đánh giá ngoài."
        raise Rejected("steps-not-in-set", detail, OWN)
    return steps.source


def _check_phases(command: PlanTeamWork, case: Surveying, source: str) -> None:
    """Raise `Rejected` unless all six steps are there, in their order, from the team's day on."""
    found = tuple(each.phase for each in command.phases)
    if found != law.PHASES:
        named = ", ".join(label(code) for code in law.PHASES)
        detail = f"Kế hoạch có đủ sáu bước, mỗi bước một lần, theo thứ tự: {named}."
        raise refused("phases-incomplete", detail, source, at="/phases")
    refuse(
        "dates-reversed",
        [
            (f"/phases/{n}/due_on", f"Bước {label(each.phase)} kết thúc trước khi bắt đầu.")
            for n, each in enumerate(command.phases)
            if each.due_on < each.starts_on
        ],
    )
    refuse("phase-too-early", _early(command.phases, case.formed_on), source)


def _early(phases: Phases, formed: date | None) -> Iterator[tuple[str, str]]:
    """Yield the steps that begin before the team was there, or before the step before them ends."""
    if formed is not None and phases[0].starts_on < formed:
        yield "/phases/0/starts_on", f"Đoàn lập ngày {show(formed)}, chưa làm việc trước ngày đó."
    for n, (before, each) in enumerate(pairwise(phases), 1):
        if each.starts_on < before.due_on:
            until = f"{label(before.phase)} đến hết ngày {show(before.due_on)}"
            yield f"/phases/{n}/starts_on", f"Bước {label(each.phase)} bắt đầu khi {until}."


def _check_persons(command: PlanTeamWork, case: Surveying) -> None:
    team = {member.person for member in case.team.members}
    named = [
        (f"/phases/{n}/doers/{i}", person)
        for n, phase in enumerate(command.phases)
        for i, person in enumerate(phase.doers)
    ]
    named += [(f"/charges/{n}/person", each.person) for n, each in enumerate(command.charges)]
    refuse(
        "person-not-in-team",
        [(at, f"'{one}' không thuộc đoàn của hồ sơ này.") for at, one in named if one not in team],
        OWN,
    )


def _check_charges(command: PlanTeamWork, case: Surveying) -> None:
    """Raise `Rejected` unless each criterion has one member in charge; clauses of level 4 may."""
    wanted, known = [*criteria(case.rules)], asked_about(case.rules)
    told = [
        (f"/charges/{n}/criteria/{i}", code)
        for n, each in enumerate(command.charges)
        for i, code in enumerate(each.criteria)
    ]
    refuse(
        "criterion-unknown",
        [
            (at, f"Bộ tiêu chuẩn không có tiêu chí {code}.")
            for at, code in told
            if code not in known
        ],
        OWN,
    )
    codes = [code for _, code in told]
    refuse(
        "criterion-owned-twice",
        [
            (at, f"Tiêu chí {code} đã giao một người.")
            for n, (at, code) in enumerate(told)
            if code in codes[:n]
        ],
        OWN,
    )
    missing = [code for code in wanted if code not in codes]
    if missing:
        detail = f"Chưa giao ai phụ trách tiêu chí {', '.join(missing)}."
        raise refused("criteria-without-charge", detail, OWN, at="/charges")


def _visits(phases: Phases) -> VisitsFixed:
    days = {each.phase: (each.starts_on, each.due_on) for each in phases}
    return VisitsFixed(*days["preliminary_survey"], *days["official_survey"])
