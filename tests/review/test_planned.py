"""One list of planned evaluations: the office's; registrations are compared with it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.engine.procedure import Act
from libs.engine.rules import RULES
from services.review.evaluation.events.filing import EvaluationPlanned
from services.review.evaluation.planned import (
    LineAdjusted,
    LineWithdrawn,
    ObligationCorrected,
    ObligationCreated,
    Planned,
    PlannedSchools,
    SchoolPlanned,
)
from tests.review.cases import EVALUATING, ON, REQUEST, plan, register
from tests.spec import Knowing

LIST, LETTER = "plannedlist-phong764_2024", "instruction-letter1"
DECEMBER = Planned("2024-12", None, 2, 1)
LETTERS_DAY = Planned(None, ON, 2, 1, "mark_late")


def filed(*planned: Planned, listed: bool = True, **other: Any) -> Any:
    """Return a registration by the newest rules, with what is planned for the school."""
    return register(planned=planned, listed=listed, rules_number=RULES, **other)


def told(*events: tuple[str, Any]) -> PlannedSchools:
    """Return what is remembered of events by stream."""
    known = PlannedSchools()
    for stream, event in events:
        act = Act("79", stream, date(2024, 9, 6), "u:canbo", "officer", "phong764")
        known.learn(stream, event, act)
    return known


def registered(command: Any, *before: Any) -> Any:
    """Return the registration that a command brings about."""
    given = EVALUATING.given(*before).when(command)
    return given.then_types("RegistrationSubmitted").past[-1]


@pytest.mark.parametrize(
    ("planned", "differs"),
    [
        ([DECEMBER], ()),
        ([Planned("2024-12")], ()),
        ([replace(DECEMBER, accreditation_grade=3)], ("other-accreditation-grade",)),
        ([replace(DECEMBER, national_grade=None)], ("other-national-grade",)),
        ([replace(DECEMBER, month="2024-09")], ("after-planned-month",)),
        ([replace(DECEMBER, month="2024-09"), DECEMBER], ()),
        ([replace(LETTERS_DAY, before=date(2024, 10, 29))], ()),
        ([LETTERS_DAY], ("after-planned-day",)),
        ([], ("not-planned",)),
    ],
)
def test_a_registration_says_in_what_it_is_not_as_planned(
    planned: list[Planned], differs: tuple[str, ...]
) -> None:
    event = registered(filed(*planned))
    assert event.differs == differs
    assert event.late == (LETTERS_DAY in planned)
    older = replace(filed(*planned).known, rules_number=2)
    event = registered(Knowing(register(), older))
    assert (event.differs, event.late) == ((), False)


def test_where_no_list_of_the_year_is_there_nothing_is_compared() -> None:
    assert registered(filed(listed=False)).differs == ()


def test_a_day_of_a_letter_that_refuses_late_ones_is_kept() -> None:
    refusing = replace(LETTERS_DAY, effect="refuse")
    refused = EVALUATING.given().when(filed(refusing)).then_rejected("outside-window")
    assert "27/10/2024" in str(refused.detail)
    silent = registered(filed(replace(LETTERS_DAY, effect="none")))
    assert (silent.differs, silent.late) == (("after-planned-day",), False)


def test_what_was_filed_in_time_is_completed_later_without_being_late() -> None:
    before = EVALUATING.run([filed(replace(LETTERS_DAY, before=date(2024, 10, 29))), REQUEST])
    again = filed(LETTERS_DAY, on=date(2024, 11, 20))
    assert registered(again, *before).late is False


def test_an_office_plans_in_its_list_and_nowhere_else() -> None:
    refused = EVALUATING.given().when(plan(), RULES).then_rejected("planned-in-list")
    assert "plannedlist" in str(refused.detail)
    older = EVALUATING.given().when(plan()).then_types("EvaluationPlanned")
    older.when(plan(), RULES).then_nothing()


def test_a_line_counts_as_adjusted_and_no_more_once_it_is_withdrawn() -> None:
    listed = (LIST, SchoolPlanned(1, "abc", "2024-10", None, 1, None))
    assert told(listed).of("abc", 2024) == (Planned("2024-10", None, 1, None),)
    adjusted = (LIST, LineAdjusted(1, "abc", "2024-12", None, 2, 1))
    known = told(listed, adjusted)
    assert known.of("abc", 2024) == (DECEMBER,)
    assert known.of("abc", 2023) == known.of("xyz", 2024) == ()
    assert known.listed("phong764", 2024)
    assert not known.listed("phong764", 2023)
    gone = told(listed, adjusted, (LIST, LineWithdrawn(1)))
    assert gone.of("abc", 2024) == ()
    assert not gone.listed("phong764", 2024)


def test_a_school_that_enters_the_register_later_is_named_by_adjusting_its_line() -> None:
    listed = (LIST, SchoolPlanned(1, None, "2024-12", None, 2, 1))
    assert told(listed).of("abc", 2024) == ()
    named = (LIST, LineAdjusted(1, "abc", "2024-12", None, 2, 1))
    assert told(listed, named).of("abc", 2024) == (DECEMBER,)


def test_what_follows_from_missing_a_day_is_what_its_letter_says_by_then() -> None:
    duty = (LETTER, ObligationCreated("R1", "refuse"))
    line = SchoolPlanned(1, "abc", None, ON, 2, 1, instruction="letter1", obligation="R1")
    (found,) = told(duty, (LIST, line)).of("abc", 2024)
    assert found.effect == "refuse"
    corrected = (LETTER, ObligationCorrected("R1", "mark_late"))
    assert told(duty, (LIST, line), corrected).of("abc", 2024) == (LETTERS_DAY,)


def test_the_older_plan_of_a_case_counts_where_no_list_has_the_school() -> None:
    case = ("evaluation-abc_2024", EvaluationPlanned("2024-12", 2, 1, None))
    assert told(case).of("abc", 2024) == (DECEMBER,)
    listed = (LIST, SchoolPlanned(1, "abc", "2025-02", None, 2, 1))
    assert told(case, listed).of("abc", 2024) == (Planned("2025-02", None, 2, 1),)
    assert told(case, listed).of_case("abc_2024") == (DECEMBER,)
