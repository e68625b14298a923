from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.registry.assignment import procedure
from services.registry.assignment.events import FunctionAssigned, FunctionEnded
from services.registry.assignment.rules import (
    ASSIGNMENT,
    AssignFunction,
    EndFunction,
    Holder,
)
from services.registry.shared.offices import Office
from tests.spec import Knowing, Spec

REFORM = date(2025, 7, 1)
OFFICES = {"phong764": Office("Phòng", date(2025, 7, 1)), "so79": Office("Sở")}
assignment: Spec[Any, Any] = Spec(
    ASSIGNMENT, procedure.PROCEDURE, {AssignFunction: Holder(2, OFFICES)}
)
ASSIGN = AssignFunction(
    "phong764",
    ("preschool", "primary"),
    date(2018, 10, 10),
    "TT 17/2018",
    id="check_dossier_764",
)
ASSIGNED = FunctionAssigned("phong764", ("preschool", "primary"), date(2018, 10, 10), "TT 17/2018")
END = EndFunction("phong764", REFORM, "NĐ 143/2025/NĐ-CP")
ENDED = FunctionEnded("phong764", REFORM, "NĐ 143/2025/NĐ-CP")
SUCCESSOR = AssignFunction(
    "so79", ("primary",), REFORM, "NĐ 143/2025/NĐ-CP", id="check_dossier_764"
)


def test_an_office_receives_a_function() -> None:
    assignment.given().when(ASSIGN).then(ASSIGNED).when(ASSIGN).then_nothing()


def test_nobody_else_receives_it_for_the_same_kind_on_a_common_day() -> None:
    refusal = assignment.given(ASSIGNED).when(SUCCESSOR).then_rejected("function-overlaps")
    assert "phong764" in refusal.detail
    assert "primary" in refusal.detail


def test_the_last_day_of_one_is_the_day_before_the_first_of_the_next() -> None:
    assignment.given(ASSIGNED, ENDED).when(SUCCESSOR).then_types("FunctionAssigned")
    too_soon = replace(SUCCESSOR, starts=date(2025, 6, 30))
    assignment.given(ASSIGNED, ENDED).when(too_soon).then_rejected("function-overlaps")


def test_terms_before_an_open_one_must_end_by_its_start() -> None:
    before = replace(SUCCESSOR, starts=date(2015, 1, 1), ends=date(2018, 10, 10))
    assignment.given(ASSIGNED).when(before).then_types("FunctionAssigned")
    late = replace(before, ends=date(2018, 10, 11))
    assignment.given(ASSIGNED).when(late).then_rejected("function-overlaps")


def test_another_kind_of_school_may_have_another_holder() -> None:
    secondary = replace(SUCCESSOR, kinds=("upper_secondary",))
    assignment.given(ASSIGNED).when(secondary).then_types("FunctionAssigned")


def test_the_same_term_on_another_basis_is_another_assignment() -> None:
    again = replace(ASSIGN, basis="TT 18/2018")
    assignment.given(ASSIGNED).when(again).then_rejected("function-overlaps")


def test_a_function_ends_once() -> None:
    assignment.given(ASSIGNED).when(END).then(ENDED).when(END).then_nothing()


def test_an_assignment_made_in_error_ends_on_its_first_day_and_stands_in_nobodys_way() -> None:
    annulled = FunctionEnded("phong764", ASSIGNED.starts, "đính chính")
    end = EndFunction("phong764", ASSIGNED.starts, "đính chính")
    empty = assignment.given(ASSIGNED).when(end).then(annulled)
    empty.when(replace(SUCCESSOR, starts=date(2018, 1, 1))).then_types("FunctionAssigned")


def test_an_office_that_holds_nothing_has_nothing_to_end() -> None:
    assignment.given(ASSIGNED).when(replace(END, holder="so79")).then_rejected("not-assigned")
    later = replace(END, ends=date(2026, 1, 1))
    assignment.given(ASSIGNED, ENDED).when(later).then_rejected("not-assigned")


def test_a_function_may_be_assigned_anew_after_it_ended() -> None:
    anew = replace(SUCCESSOR, starts=date(2026, 1, 1))
    assignment.given(ASSIGNED, ENDED).when(anew).then_types("FunctionAssigned")


@pytest.mark.parametrize("ends", [date(2018, 10, 10), date(2018, 10, 9)])
def test_a_term_has_at_least_a_day(ends: date) -> None:
    assignment.given().when(replace(ASSIGN, ends=ends)).then_rejected("term-empty")


def test_a_kind_is_named_once() -> None:
    twice = replace(ASSIGN, kinds=("primary", "primary"))
    assignment.given().when(twice).then_rejected("kind-twice")


@pytest.mark.parametrize("id", ["check_764", "check_dossier", "check_dossier_", "764"])
def test_the_stream_names_a_function_and_an_area(id: str) -> None:
    assignment.given().when(replace(ASSIGN, id=id)).then_rejected("function-unknown")


@pytest.mark.parametrize(
    "function", ["aggregate", "supervise_plan", "receive_report", "manage_blanks"]
)
def test_every_function_of_the_law_is_assigned_alike(function: str) -> None:
    assignment.given().when(replace(ASSIGN, id=f"{function}_764")).then(ASSIGNED)


def test_a_holder_is_an_office_of_the_register() -> None:
    nobody = replace(ASSIGN, holder="nobody")
    refusal = assignment.given().when(nobody).then_rejected("office-unknown")
    assert [error.pointer for error in refusal.errors] == ["/holder"]


def test_an_office_that_is_no_more_receives_nothing() -> None:
    late = replace(ASSIGN, starts=REFORM)
    refusal = assignment.given().when(late).then_rejected("office-ended")
    assert [error.pointer for error in refusal.errors] == ["/holder"]


@pytest.mark.parametrize(
    ("function", "kind", "area", "starts", "by_law"),
    [
        ("decide_national_standard_79", "people_committee", "79", date(2018, 10, 10), True),
        ("decide_national_standard_79", "so", "79", date(2018, 10, 10), False),
        ("decide_national_standard_79", "so", "79", date(2026, 7, 6), False),
        ("decide_national_standard_79", "so", "79", date(2026, 7, 7), True),
        ("decide_national_standard_764", "so", "764", date(2026, 7, 7), False),
        ("decide_accreditation_79", "people_committee", "79", date(2024, 1, 1), False),
        ("check_dossier_764", "phong", "764", date(2025, 6, 30), True),
        ("check_dossier_764", "phong", "764", date(2025, 7, 1), False),
        ("check_dossier_26890", "commune", "26890", date(2025, 7, 1), True),
        ("receive_report_79", "other", "79", date(2025, 7, 1), True),
    ],
)
def test_from_rules_number_3_on_the_law_says_whose_a_function_may_be(
    function: str, kind: str, area: str, starts: date, by_law: bool
) -> None:
    offices = {"so79": Office("Cơ quan")}
    command = replace(SUCCESSOR, id=function, starts=starts)
    known = Holder(3, offices, kind, area)
    assignment.given().when(Knowing(command, replace(known, rules=2))).then_types(
        "FunctionAssigned"
    )
    asked = assignment.given().when(Knowing(command, known))
    if by_law:
        asked.then_types("FunctionAssigned")
    else:
        asked.then_rejected("authority-not-by-law")


def test_a_refusal_by_law_says_what_it_rests_on_and_how_sure_that_is() -> None:
    command = replace(SUCCESSOR, id="check_dossier_764")
    known = Holder(3, {"so79": Office("Phòng")}, "phong", "764")
    refusal = assignment.given().when(Knowing(command, known)).then_rejected("authority-not-by-law")
    assert "TT 09/2025, TT 10/2025, suy từ bản chép thứ cấp" in refusal.detail
    assert "TT 17, 18, 19/2018, Điều 27)" in refusal.detail
