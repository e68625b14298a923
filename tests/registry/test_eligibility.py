"""Who may, who must and who has not begun to register, why; and what a forecast comes to."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.calendar import add_months
from libs.law.standards.eligibility import Held, Standing, eligibility, expiry_rung, workload
from services.registry.eligibility.questions import ListEligibility
from tests.parts import require_whole
from tests.registry.province import do, province
from tests.running import Running
from tests.servers import PostgresServer

ON = date(2024, 10, 14)
RULES = standards.in_force("primary", ON)


def standing(**other: Any) -> Standing:
    """Return a primary school that may register: its report of the year before reaches level 1."""
    usual: dict[str, Any] = {
        "kind": "primary",
        "rules": RULES,
        "opened_on": date(2000, 9, 5),
        "cohorts_completed": 3,
        "report_year": 2023,
        "level": 1,
        "assessed_under": RULES,
        "begun": True,
        "held": (),
        "registered_on": None,
    }
    return Standing(**usual | other)


def held(valid_to: date, grade: int = 1) -> tuple[Held, ...]:
    """Return an accreditation that ends on that day."""
    return (Held("accreditation", grade, date(valid_to.year - 5, valid_to.month, 1), valid_to),)


@pytest.mark.parametrize(
    ("other", "state"),
    [
        ({}, "may_register"),
        ({"level": 0}, "not_yet_eligible"),
        ({"cohorts_completed": 0}, "not_yet_eligible"),
        ({"report_year": 2022}, "not_yet_eligible"),
        ({"report_year": None, "begun": False}, "assessment_not_begun"),
        ({"registered_on": ON}, "registration_done"),
        ({"held": held(date(2025, 12, 31))}, "must_register"),
        ({"held": held(date(2024, 1, 1))}, "must_register"),
        # Five months before the end lie in the school year after this one.
        ({"held": held(date(2026, 6, 30))}, "not_yet_eligible"),
        ({"held": held(date(2028, 6, 30)), "level": 2}, "not_yet_eligible"),
        ({"held": held(date(2026, 6, 30)), "level": 2}, "may_register"),
        ({"rules": None}, "not_yet_eligible"),
    ],
)
def test_how_a_school_stands_follows_from_its_report_its_age_and_what_it_holds(
    other: dict[str, Any], state: str
) -> None:
    found = eligibility(standing(**other), 2024, ON)
    assert found.state == state
    if state in ("not_yet_eligible", "assessment_not_begun"):
        assert found.missing
    assert all(each.rule for each in found.reasons if other.get("rules", RULES))


def test_it_registers_anew_five_months_before_the_end_at_the_latest() -> None:
    end = date(2025, 12, 31)
    found = eligibility(standing(held=held(end)), 2024, ON)
    assert (found.expires_on, found.register_by) == (end, date(2025, 7, 31))


def test_what_ends_stands_on_a_rung_of_the_ladder() -> None:
    end = date(2026, 4, 14)
    rungs = [expiry_rung(end, add_months(end, -n)) for n in (19, 18, 13, 12, 6, 5, 3, 0, -2)]
    assert rungs == [None, 18, 18, 12, 6, 6, 3, 3, 3]


def test_teams_are_as_many_as_the_schools_of_a_month_fill() -> None:
    assumed = workload()
    full = assumed.schools_per_team
    assert [assumed.teams(n) for n in (0, 1, full, full + 1)] == [0, 1, 1, 2]


@pytest.fixture(scope="module")
def told(postgres_server: PostgresServer) -> Iterator[Running]:
    """A province in which one school has registered, one must, one is planned."""
    with province(postgres_server.uri) as found:
        for school in ("s1", "s3"):
            cycle = f"cycle-{school}_2023"
            found.tell(cycle, "CycleOpened", {"school": school, "year": 2023})
            found.tell(cycle, "ReportApproved", {"level": 1})
            found.tell(cycle, "ReportSubmitted", {"submitted_on": "2024-05-20"})
        certificate: Wire = {
            "school": "s2",
            "kind": "accreditation",
            "accreditation_grade": 1,
            "national_grade": None,
            "valid_from": "2020-03-01",
            "valid_to": "2025-03-01",
        }
        found.tell("recognition-s2_x", "RecognitionGranted", certificate)
        found.tell("evaluation-s1_2024", "RegistrationSubmitted", {})
        listed = "plannedlist-phong764_2024"
        line = {"name": "Mẫu 3", "school": "s3", "month": "2024-12", "accreditation_grade": 1}
        do(found, "ofc", listed, "OpenList", basis="Kế hoạch")
        do(found, "ofc", listed, "PlanSchools", schools=[line])
        yield found


def listed(server: Running, actor: str = "u:sof", **filters: Any) -> list[Wire]:
    """Return how schools stand on the day of these tests."""
    asked: Wire = {"year": 2024, "limit": 200, **filters}
    found: list[Wire] = server.ask("ListEligibility", asked, actor, ON)
    return found


@pytest.mark.e2e
def test_each_school_is_listed_with_its_month_and_reasons(told: Running) -> None:
    found = {each["school"]: each for each in listed(told)}
    states = {school: each["eligibility_state"] for school, each in found.items()}
    assert states == {
        "s1": "registration_done",
        "s2": "must_register",
        "s3": "not_yet_eligible",
        "s4": "assessment_not_begun",
    }
    # By 01/10 it had to: what is late counts for the month that runs.
    assert (found["s2"]["register_by"], found["s2"]["late"]) == ("2024-10-01", True)
    assert (found["s2"]["month"], found["s3"]["month"]) == ("2024-10", "2024-12")
    why = [each["said"] for each in found["s3"]["reasons"] if not each["met"]]
    assert len(why) == 1
    assert "khóa học sinh" in why[0]
    assert [each["school"] for each in listed(told, expiring=6)] == ["s2"]
    assert [each["school"] for each in listed(told, begun=False)] == ["s2", "s4"]
    assert [each["school"] for each in listed(told, "u:hd1")] == ["s1"]


@pytest.mark.e2e
@pytest.mark.parametrize(
    "asked", [{}, {"name": "mau"}, {"month": "2024-12"}, {"begun": False}, {"expiring": 6}]
)
def test_the_numbers_of_each_way_to_stand_are_those_of_the_list(told: Running, asked: Wire) -> None:
    for actor in ("u:sof", "u:hd1", "s:operator"):
        found = listed(told, actor, **asked)
        sums = told.ask("ListEligibilitySums", {"year": 2024, **asked}, actor, ON)
        for one in sums:
            here = [each for each in found if each["eligibility_state"] == one["id"]]
            counts = (len(here), sum(each["late"] for each in here))
            assert (one["school_count"], one["late_count"]) == counts
        assert sum(one["school_count"] for one in sums) == len(found)


@pytest.mark.e2e
def test_every_order_gives_each_school_once_forward_and_back(told: Running) -> None:
    def ask(**asked: Any) -> list[Wire]:
        found: list[Wire] = told.ask("ListEligibility", {"year": 2024, **asked}, "u:sof", ON)
        return found

    require_whole(ask, ListEligibility.orders)


@pytest.mark.e2e
def test_the_forecast_is_a_count_of_the_list_and_says_what_it_assumes(told: Running) -> None:
    by_month = Counter(each["month"] for each in listed(told) if each["month"])
    asked = {"year": 2024, "schools_per_team": 1, "team_size": 5}
    months = told.ask("ListWorkload", asked, "u:sof", ON)
    assert len(months) == 12
    for each in months:
        count = by_month[each["month"]]
        assert each["planned_count"] + each["due_count"] == count
        assert (each["team_count"], each["person_count"]) == (count, count * 5)
    assert sum(by_month.values()) == 2
    usual = told.ask("ListWorkload", {"year": 2024}, "u:sof", ON)
    assert {(each["schools_per_team"], each["team_size"]) for each in usual} == {
        (workload().schools_per_team, workload().team_size)
    }
    assert all(each["assumption"] for each in usual)
