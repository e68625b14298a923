"""The demo's days: real working days, in their order, within the terms of the law."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.law.calendar import add_months, is_working_day, school_year, working_days_after
from libs.law.standards import choose, read_data
from libs.law.standards.levels import (
    accreditation_grade,
    criteria,
    indicators,
    national_grade,
    school_level,
)

FOLDER = Path(__file__).parents[2] / "examples" / "demo"
SCHEDULE = read_data((FOLDER / "schedule.yaml").read_text("utf-8"))
OTHERS = [read_data((FOLDER / name).read_text("utf-8")) for name in SCHEDULE["other_years"]]
YEARS = [SCHEDULE, *OTHERS]
ROUNDS = {r["round"]: r for r in SCHEDULE["rounds"]}
EVERY = {f"{year['title']}, {r['round']}": (year, r) for year in YEARS for r in year["rounds"]}
JUDGED = {n: run for n, (_, run) in EVERY.items() if "registered" in run}
SCHOOLS = {s["key"]: s for s in SCHEDULE["schools"]}
GOING = {s["key"]: (year, s) for year in YEARS for s in year["schools"]}
INCIDENTS = (
    "returned",
    "tried",
    "without_grant",
    "outside_window",
    "revised_rules",
    "not_usable",
)

ACTS = ("drafted", "approved", "submitted", "advised", "reviewed", "supervised", "reported")
"""What the school that improves does, day by day."""


def days(part: dict[str, Any]) -> list[date]:
    """Return the dates of a round or incident in the order in which they are written."""
    return [value for value in part.values() if isinstance(value, date)]


@pytest.mark.parametrize("name", EVERY)
def test_a_round_runs_in_order_on_working_days(name: str) -> None:
    year, run = EVERY[name]
    found = days(run)
    assert found == sorted(found)
    assert [day for day in found if not is_working_day(day)] == []
    assert all(school_year(day) == year["school_year"] for day in found)
    assert year["setup"]["letters_registered"] <= found[0]


@pytest.mark.parametrize("name", JUDGED)
def test_the_survey_lies_in_the_planned_month_and_within_three_months_of_acceptance(
    name: str,
) -> None:
    run = JUDGED[name]
    month = f"{run['survey_started']:%Y-%m}"
    assert month == f"{run['survey_ended']:%Y-%m}" == run.get("month", month)
    assert run["survey_started"] <= add_months(run["so_accepted"], 3)


@pytest.mark.parametrize("name", JUDGED)
def test_every_term_of_the_rule_set_is_kept(name: str) -> None:
    run = JUDGED[name]
    terms = choose("primary", run["cycle_opened"]).working_days
    steps = [
        ("survey_ended", "draft_sent", "draft_report_to_school"),
        ("draft_sent", "reply", "school_reply"),
        ("reply", "reply_answered", "team_answer_to_reply"),
        ("reply", "final_report", "final_report_to_so"),
        ("final_report", "accreditation_decided", "so_director_decides_accreditation"),
        ("final_report", "national_standard_proposed", "so_director_proposes_national_standard"),
    ]
    for before, after, term in steps:
        if after in run:
            assert run[after] <= working_days_after(run[before], terms[term]), after


def test_the_school_that_improves_does_so_in_order_within_its_school_year() -> None:
    plan = SCHEDULE["improvement_plan"]
    run = ROUNDS[SCHOOLS[plan["school"]]["round"]]
    found = [day for name, day in plan.items() if isinstance(day, date) and name != "starts"]
    acts = [day for name, day in zip(plan, plan.values(), strict=True) if name in ACTS]
    assert acts == sorted(acts)
    assert all(is_working_day(day) for day in acts)
    assert all(school_year(day) == 2024 for day in found)
    assert run["report_approved"] < plan["drafted"]
    assert plan["approved"] < run["draft_sent"] < plan["advised"]


def test_cycles_open_in_september_under_the_rule_sets_as_first_issued() -> None:
    for school in SCHOOLS.values():
        opened = ROUNDS[school["round"]]["cycle_opened"]
        assert (opened.year, opened.month) == (2024, 9)
        assert choose(school["kind"], opened).revision == "r1"


def test_all_is_decided_before_the_phong_end() -> None:
    last = max(day for run in ROUNDS.values() for day in days(run))
    assert last < SCHEDULE["finished_before"]
    assert all(school_year(day) == 2024 for run in ROUNDS.values() for day in days(run))


def test_24_schools_make_26_recognitions() -> None:
    assert len(SCHOOLS) == 24
    assert [s["n"] for s in SCHOOLS.values()] == list(range(1, 25))
    assert sum(1 + (s["national_grade"] is not None) for s in SCHOOLS.values()) == 26
    for school in SCHOOLS.values():
        recognised = "national_standard_decided" in ROUNDS[school["round"]]
        assert school["national_grade"] is None or recognised


@pytest.mark.parametrize("name", INCIDENTS)
def test_incidents_happen_on_working_days_in_order(name: str) -> None:
    found = days(SCHEDULE[name])
    assert found == sorted(found)
    assert all(is_working_day(day) for day in found)


def test_incidents_fit_between_the_days_of_their_schools() -> None:
    returned, too_high = SCHEDULE["returned"], SCHEDULE["tried"]
    run = ROUNDS[SCHOOLS[returned["school"]]["round"]]
    assert run["registered"] < returned["returned"] < returned["resubmitted"]
    assert returned["resubmitted"] <= run["forwarded"]
    run = ROUNDS[SCHOOLS[too_high["school"]]["round"]]
    assert run["report_submitted"] < too_high["day"] < run["registered"]
    assert (
        too_high["asked"]["accreditation_grade"]
        > SCHOOLS[too_high["school"]]["accreditation_grade"]
    )
    run = ROUNDS[SCHOOLS[SCHEDULE["without_grant"]["school"]]["round"]]
    assert run["registered"] < SCHEDULE["without_grant"]["tried"] < run["forwarded"]


def test_the_sample_school_of_binh_chanh_files_the_day_before_the_window() -> None:
    assert SCHEDULE["outside_window"]["filed"].day == 24
    assert SCHEDULE["outside_window"]["school"]["sample"] is True


def test_another_comes_again_on_the_next_day_which_lies_in_the_window() -> None:
    year, school = GOING["binh-chanh-mau-3"]
    (run,) = year["rounds"]
    assert (school["tried"]["day"].day, school["tried"]["refusal"]) == (24, "outside-window")
    assert 25 <= run["registered"].day <= 30


def test_the_eleven_schools_of_letter_001_register_before_the_day_that_was_put_right() -> None:
    (year,) = (year for year in OTHERS if year["schools_log"] == "77")
    runs = {run["round"]: run for run in year["rounds"]}
    letter = read_data((FOLDER.parent / "letters" / "001-ba-ria-vung-tau.yaml").read_text("utf-8"))
    (listed,) = (
        duty["entries"]
        for duty in letter["instruction"]["obligations"]
        if duty["kind"] == "per_school"
    )
    assert [s["name"] for s in year["schools"]] == [entry["name"] for entry in listed]
    right = {c["path"]: c["value"] for c in year["corrected"]["001"]["corrections"]}
    assert len(right) == 5
    for n, (school, entry) in enumerate(zip(year["schools"], listed, strict=True)):
        assert school["key"] == entry["school"]
        path = f"/obligations/R001-16/entries/{n}/before"
        before = date.fromisoformat(right.get(path, entry["before"].isoformat()))
        assert school_year(before) == 2023
        assert runs[school["round"]]["registered"] < before
        assert (path in right) is (school_year(entry["before"]) != 2023)


def test_one_school_of_ha_noi_registers_before_15_11_and_one_later() -> None:
    (year,) = (year for year in OTHERS if year["schools_log"] == "01")
    assert [r["registered"] < date(2021, 11, 15) for r in year["rounds"]] == [True, False]


def test_the_school_of_mo_cay_bac_brings_its_report_up_to_date_in_july() -> None:
    _, school = GOING["mo-cay-bac-mau"]
    found = days(school["updated"])
    assert found == sorted(found)
    assert {(day.year, day.month, is_working_day(day)) for day in found} == {(2021, 7, True)}


def test_the_later_cycle_opens_under_the_second_revision() -> None:
    late = SCHEDULE["revised_rules"]
    rules = choose(late["school"]["kind"], late["cycle_opened"])
    assert (rules.revision, rules.needs_verification) == (late["revision"], True)
    assert rules.warnings


def rules_of(key: str) -> Any:
    """Return the rule set that a school is assessed by."""
    year, school = GOING[key]
    (run,) = (run for run in year["rounds"] if run["round"] == school["round"])
    return choose(school["kind"], run["cycle_opened"])


def judged(key: str) -> dict[tuple[str, int, str], bool]:
    """Return the judgements that the file's rule gives a school."""
    rules, (_, school) = rules_of(key), GOING[key]
    plan = SCHEDULE["sample_values"]["judgements"][school["accreditation_grade"]]
    return dict(_judged(rules, plan))


def _judged(rules: Any, plan: dict[int, str]) -> Iterator[tuple[tuple[str, int, str], bool]]:
    for place, criterion in enumerate(criteria(rules)):
        for level, letter in indicators(rules, criterion):
            how = plan.get(level)
            first = indicators(rules, criterion).index((level, letter)) == min(
                i for i, (n, _) in enumerate(indicators(rules, criterion)) if n == level
            )
            if how == "met" or (how == "mixed" and place % 3 == 0):
                yield (criterion, level, letter), True
            elif how == "mixed" and place % 3 == 1:
                yield (criterion, level, letter), not first


@pytest.mark.parametrize("key", GOING)
def test_the_sample_judgements_reach_the_target_and_leave_the_next_level_half_open(
    key: str,
) -> None:
    _, school = GOING[key]
    rules = rules_of(key)
    outcome = school_level(rules, judged(key))
    assert accreditation_grade(rules, outcome.level) == school["accreditation_grade"]
    assert outcome.failed
    assert outcome.unjudged


OTHERWISE = [key for key, (_, school) in GOING.items() if "otherwise" in school]


@pytest.mark.parametrize("key", OTHERWISE)
def test_what_a_team_sees_otherwise_gives_the_grades_that_are_granted(key: str) -> None:
    _, school = GOING[key]
    rules, found = rules_of(key), judged(key)
    for each in school["otherwise"]:
        named = (each["criterion"], each["level"], each["indicator"])
        found[named] = not found[named]
    outcome, granted = school_level(rules, found), school.get("earned", school)
    assert accreditation_grade(rules, outcome.level) == granted["accreditation_grade"]
    assert national_grade(rules, outcome.level) == granted["national_grade"] or (
        school["national_grade"] is None
    )


def test_teams_judge_otherwise_than_the_school_at_least_five_times() -> None:
    assert sum(len(GOING[key][1]["otherwise"]) for key in OTHERWISE) >= 5


def test_numbers_made_from_the_patterns_say_that_they_are_samples() -> None:
    values = SCHEDULE["sample_values"]
    made = [
        pattern.format(n=n)
        for name, pattern in values.items()
        if name.endswith(("_decision", "_certificate", "proposal"))
        for n in range(1, 25)
    ]
    assert len(set(made)) == len(made) == 7 * 24
    assert all("MẪU" in number for number in made)


def test_whatever_is_made_up_says_so() -> None:
    for part in ("people", "council", "team", "sample_values"):
        assert SCHEDULE[part]["sample"] is True


def test_functions_are_held_by_known_offices_of_the_same_log() -> None:
    for year in YEARS:
        offices = {office["key"] for office in year["offices"]}
        assert {function["holder"] for function in year["functions"]} <= offices
        assert {person["office"] for person in year["people"]["officers"]} <= offices


def test_when_the_districts_end_their_function_ends_and_nobody_holds_it_twice() -> None:
    for function in SCHEDULE["functions"]:
        if function["function"] == "check_dossier":
            assert function["ends"] == date(2025, 7, 1)
    recognisers = [f for f in SCHEDULE["functions"] if f["function"] == "decide_national_standard"]
    assert [f["ends"] for f in recognisers] == [recognisers[1]["starts"], None]
