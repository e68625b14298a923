"""The list of who may register, and the refusals of who may not, say the same of every school."""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from libs.engine.rules import RULES
from libs.kernel.problems import Rejected
from libs.law.standards import RuleSet
from libs.law.standards.conditions import earned, offered
from libs.law.standards.eligibility import Held, Standing, eligibility
from services.review.evaluation.filing import Operation
from tests.review.cases import (
    EVALUATING,
    IN_2026,
    ON,
    PRESCHOOL,
    PRIMARY,
    accredit_only,
    held,
    register,
    report,
)

IN_YEAR_2026 = date(2026, 10, 28)
SETS = [(PRIMARY, "primary", ON), (PRESCHOOL, "preschool", ON), (IN_2026, "primary", IN_YEAR_2026)]


CONDITIONS = (
    *("report-too-old", "report-of-other-kind"),
    *("operating-condition", "level-not-reached"),
)


def refusal(command: Any) -> str | None:
    """Return the code by which a registration is refused, None where it is taken in."""
    try:
        EVALUATING.run([command])
    except Rejected as refused:
        return refused.code
    return None


def registering(rules: RuleSet, kind: str, on: date, level: int, **other: Any) -> Any:
    """Return a registration for the least that a set offers."""
    known = {"report": report(level, rules, level=level), "kind": kind, "in_force": rules, "on": on}
    known |= {"rules_number": RULES, **other}
    if "accreditation" in offered(rules):
        return accredit_only(**known)
    aim = {"purpose": "national_standard", "accreditation_grade": None, "national_grade": 1}
    return register(**known, **aim)


@pytest.mark.parametrize(("rules", "kind", "on"), SETS)
def test_who_is_listed_may_register_and_who_is_not_is_refused(
    rules: RuleSet, kind: str, on: date
) -> None:
    year = on.year
    facts = product(
        (None, date(2001, 9, 5), on.replace(year=year - 4)),
        (None, 0, 3),
        (year - 2, year - 1, year),
        (0, 1),
        (year, year + 1),
        (kind, "lower_secondary"),
    )
    for opened_on, cohorts, told, level, case_year, now in facts:
        standing = Standing(
            now, rules, opened_on, cohorts, told, level, rules, True, held=(), registered_on=None
        )
        listed = eligibility(standing, case_year, on).state == "may_register"
        command = registering(
            *(rules, now, on, level),
            operation=Operation(opened_on, cohorts),
            cycle_year=told,
            id=f"abc_{case_year}",
        )
        assert refusal(command) in ([None] if listed else CONDITIONS)


def test_more_may_be_asked_for_from_the_day_that_the_list_names() -> None:
    since = date(2022, 11, 4)
    has = Held("accreditation", 1, since, date(2027, 11, 4))
    school = Standing("primary", PRIMARY, None, 3, 2024, 2, PRIMARY, True, (has,), None)
    for on, may in ((date(2024, 11, 3), False), (date(2024, 11, 4), True)):
        assert (eligibility(school, 2024, on).state == "may_register") is may
        command = register(
            purpose="accreditation",
            national_grade=None,
            recognitions=(held("accreditation", 1, since),),
            rules_number=RULES,
            on=on,
        )
        assert refusal(command) == (None if may else "upgrade-too-early")


def test_for_the_next_school_year_the_report_is_of_this_one() -> None:
    school = Standing("primary", PRIMARY, None, 3, 2023, 1, PRIMARY, True, (), None)
    assert eligibility(school, 2024, ON).state == "may_register"
    assert eligibility(school, 2025, ON).state == "not_yet_eligible"
    this_year = replace(school, report_year=2024)
    assert eligibility(this_year, 2025, ON).state == "may_register"


def test_what_a_level_earns_is_asked_of_the_set_of_the_report() -> None:
    assert (earned(PRIMARY, 2).accreditation, earned(PRIMARY, 2).national) == (2, 1)
    assert (earned(IN_2026, 2).accreditation, earned(IN_2026, 2).national) == (None, 2)
    assert not earned(IN_2026, 0).any
