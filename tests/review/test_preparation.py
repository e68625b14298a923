"""A team gets ready for its survey: the plan of its six steps, and who has which criteria."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.engine.rules import RULES
from libs.law.standards import preparation as law
from libs.law.standards.levels import criteria
from services.review.evaluation.rules import EVALUATION
from services.review.evaluation.state import Surveying
from services.review.preparation import procedure
from services.review.preparation.events import Charge, Phase, TeamWorkPlanned, VisitsFixed
from services.review.preparation.known import Known
from services.review.preparation.planning import PlanTeamWork
from services.review.preparation.rules import PREPARING
from services.review.team.events import Tie
from services.review.team.rules import Declared, Team
from tests.review.cases import (
    DECLARED,
    LEADER,
    MEMBER,
    PRIMARY,
    SECRETARY,
    STRANGER,
    WITHDRAW,
    lived,
    register,
    until_team,
)
from tests.spec import Spec, spec

CODES = tuple(criteria(PRIMARY))
KNOWN = Known(EVALUATION.fold(lived(*until_team())), RULES, DECLARED)
DAYS = (
    *((date(2024, 11, 25), date(2024, 11, 29)), (date(2024, 12, 3), date(2024, 12, 3))),
    *((date(2024, 12, 10), date(2024, 12, 11)), (date(2024, 12, 12), date(2024, 12, 25))),
    *((date(2024, 12, 26), date(2025, 1, 9)), (date(2025, 1, 10), date(2025, 1, 23))),
)
PHASES = tuple(Phase(code, *days) for code, days in zip(law.PHASES, DAYS, strict=True))
CHARGES = (Charge(SECRETARY, CODES[:10]), Charge(MEMBER, CODES[10:]))
PLAN = PlanTeamWork(PHASES, CHARGES, actor=LEADER)
PLANNED = TeamWorkPlanned(1, PHASES, CHARGES)
VISITS = VisitsFixed(*DAYS[1], *DAYS[2])
TEAMS: Spec[Any, Any] = spec(PREPARING, procedure.PROCEDURE)


def moved(n: int, starts_on: date, due_on: date) -> PlanTeamWork:
    """Return the plan with other days for one step."""
    phases = list(PHASES)
    phases[n] = replace(phases[n], starts_on=starts_on, due_on=due_on)
    return replace(PLAN, phases=tuple(phases))


def test_the_leader_plans_the_six_steps_and_the_school_is_told_the_days_of_the_visits() -> None:
    done = TEAMS.given().when(PLAN, KNOWN).then(PLANNED, VISITS)
    done.when(PLAN, KNOWN).then_nothing()
    TEAMS.given().when(replace(PLAN, actor=MEMBER), KNOWN).then_rejected("not-leader")
    TEAMS.given().when(replace(PLAN, actor=STRANGER), KNOWN).then_rejected("not-in-team")
    nothing = replace(KNOWN, case=EVALUATION.initial)
    TEAMS.given().when(PLAN, nothing).then_rejected("wrong-state")


def test_the_school_is_told_again_only_when_a_visit_moves() -> None:
    past = TEAMS.given(PLANNED, VISITS)
    past.when(moved(3, date(2024, 12, 13), date(2024, 12, 25)), KNOWN).then_types("TeamWorkPlanned")
    past.when(moved(1, date(2024, 12, 4), date(2024, 12, 4)), KNOWN).then_types(
        "TeamWorkPlanned", "VisitsFixed"
    )


def test_a_case_that_is_registered_again_is_planned_anew() -> None:
    again = replace(KNOWN, case=EVALUATION.fold(lived(register(), WITHDRAW, *until_team())))
    planned = replace(PLANNED, attempt=2)
    TEAMS.given(PLANNED, VISITS).when(PLAN, again).then(planned, VISITS)


def test_a_plan_has_each_of_the_six_steps_once_and_in_their_order() -> None:
    for phases in (PHASES[:-1], (*PHASES, PHASES[-1]), (PHASES[1], PHASES[0], *PHASES[2:])):
        short = replace(PLAN, phases=phases)
        TEAMS.given().when(short, KNOWN).then_rejected("phases-incomplete")


def test_a_step_ends_after_it_begins_and_begins_after_the_step_before_it() -> None:
    backwards = moved(2, date(2024, 12, 11), date(2024, 12, 10))
    TEAMS.given().when(backwards, KNOWN).then_rejected("dates-reversed")
    before_study = moved(1, date(2024, 11, 28), date(2024, 12, 3))
    TEAMS.given().when(before_study, KNOWN).then_rejected("phase-too-early")
    case = KNOWN.case
    assert isinstance(case, Surveying)
    known = replace(KNOWN, case=replace(case, formed_on=date(2024, 11, 26)))
    TEAMS.given().when(PLAN, known).then_rejected("phase-too-early")


def test_only_people_of_the_team_are_planned_for() -> None:
    stranger = replace(PLAN, charges=(*CHARGES[:1], Charge(STRANGER, CODES[10:])))
    TEAMS.given().when(stranger, KNOWN).then_rejected("person-not-in-team")
    phases = (replace(PHASES[0], doers=(STRANGER,)), *PHASES[1:])
    TEAMS.given().when(replace(PLAN, phases=phases), KNOWN).then_rejected("person-not-in-team")


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ((*CODES[10:], "9.9"), "criterion-unknown"),
        ((*CODES[10:], CODES[0]), "criterion-owned-twice"),
        (CODES[11:], "criteria-without-charge"),
    ],
)
def test_each_criterion_has_one_member_in_charge(codes: tuple[str, ...], code: str) -> None:
    charges = (CHARGES[0], Charge(MEMBER, codes))
    TEAMS.given().when(replace(PLAN, charges=charges), KNOWN).then_rejected(code)


@pytest.mark.parametrize(
    ("said", "code"),
    [({}, "declarations-missing"), ({LEADER: Declared((Tie("kin"),))}, "declared-tie")],
)
def test_nobody_plans_before_their_own_word_lets_them(said: Any, code: str) -> None:
    TEAMS.given().when(PLAN, replace(KNOWN, made=Team(declared=said))).then_rejected(code)


def test_what_is_not_sure_says_so() -> None:
    usual = law.usual_days("official_survey")
    assert usual
    assert "chưa chắc chắn" in usual.source
    assert law.usual_days("draft_report") is None
    assert law.begin_by(PRIMARY, date(2024, 11, 20)) == (date(2025, 2, 20), False)
    steps = law.steps(PRIMARY)
    assert steps
    assert steps.sure
