from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from libs.kernel.problems import Rejected
from services.registry.instruction.events import Entry
from services.registry.planned_list import procedure
from services.registry.planned_list.events import (
    LineAdjusted,
    LineWithdrawn,
    ListConfirmed,
    ListOpened,
    SchoolPlanned,
)
from services.registry.planned_list.rules import (
    PLANNED_LIST,
    AdjustLine,
    ConfirmList,
    OpenList,
    Plan,
    PlanFromLetter,
    PlannedList,
    PlanSchools,
    WithdrawLine,
    month_of,
    plan_from_letter,
    same_place,
)
from tests.registry.acts import of
from tests.spec import spec

planned = spec(PLANNED_LIST, procedure.PROCEDURE)
LETTERS = Path(__file__).parents[2] / "examples" / "letters"
OFFICE = of("phong764_2024")
OPEN = OpenList("Kế hoạch QLCL năm học 2024-2025", date(2024, 9, 30), **OFFICE)
OPENED = ListOpened("Kế hoạch QLCL năm học 2024-2025", date(2024, 9, 30))
HOA_SEN = Plan(
    "Trường Mầm non Hoa Sen", "hoasen", "2024-12", accreditation_grade=2, national_grade=1
)
PLAN = PlanSchools((HOA_SEN,), on=date(2024, 9, 10), **OFFICE)
PLANNED = SchoolPlanned(
    line=1,
    name="Trường Mầm non Hoa Sen",
    late=False,
    warnings=(),
    school="hoasen",
    month="2024-12",
    accreditation_grade=2,
    national_grade=1,
)
CONFIRM = ConfirmList("Kế hoạch đánh giá ngoài của Sở", **OFFICE)
CONFIRMED = ListConfirmed("Kế hoạch đánh giá ngoài của Sở")
ADJUST = AdjustLine(1, "trường xin lùi", "hoasen", "2025-02", accreditation_grade=1, **OFFICE)


def test_a_list_is_opened_once() -> None:
    planned.given().when(OPEN).then(OPENED).when(OPEN).then_nothing()
    planned.given(OPENED).when(replace(OPEN, basis="khác")).then_rejected("list-opened")
    planned.given().when(PLAN).then_rejected("list-not-opened")
    planned.given().when(replace(OPEN, id="phong764")).then_rejected("year-missing")


def test_schools_come_onto_the_list_in_their_order() -> None:
    second = Plan("Trường Tiểu học Lam Sơn", "lamson", "2025-03", accreditation_grade=1)
    stream = planned.given(OPENED).when(replace(PLAN, schools=(HOA_SEN, second)))
    both = stream.then_types("SchoolPlanned", "SchoolPlanned")
    assert [event.line for event in both.past[1:]] == [1, 2]
    both.when(PLAN).then_nothing()


def test_a_school_stands_once_in_a_month() -> None:
    again = replace(HOA_SEN, accreditation_grade=3)
    refusal = (
        planned.given(OPENED, PLANNED)
        .when(replace(PLAN, schools=(again,)))
        .then_rejected("school-planned-twice")
    )
    assert "12/2024" in refusal.detail
    twice = replace(PLAN, schools=(HOA_SEN, again))
    refusal = planned.given(OPENED).when(twice).then_rejected("school-planned-twice")
    assert [error.pointer for error in refusal.errors] == ["/schools/1"]
    by_name = replace(HOA_SEN, name="TRƯỜNG mầm non  Hoa Sen", school=None, accreditation_grade=3)
    unnamed = replace(PLAN, schools=(by_name,))
    planned.given(OPENED, PLANNED).when(unnamed).then_rejected("school-planned-twice")
    spring = replace(HOA_SEN, month="2025-03", accreditation_grade=3)
    planned.given(OPENED, PLANNED).when(replace(PLAN, schools=(spring,))).then_types(
        "SchoolPlanned"
    )


def test_what_comes_after_the_last_day_or_the_confirmation_is_late_and_says_why() -> None:
    last_good = replace(PLAN, on=date(2024, 9, 29))
    planned.given(OPENED).when(last_good).then(PLANNED)
    late = replace(PLAN, on=date(2024, 9, 30))
    planned.given(OPENED).when(late).then_rejected("reason-missing")
    told = replace(late, reason="trường xin bổ sung")
    marked = replace(PLANNED, late=True, reason="trường xin bổ sung")
    planned.given(OPENED).when(told).then(marked)
    other = replace(PLAN, schools=(Plan("Trường Khác", "khac", "2025-03", accreditation_grade=1),))
    planned.given(OPENED, PLANNED, CONFIRMED).when(other).then_rejected("reason-missing")
    planned.given(OPENED, PLANNED, CONFIRMED).when(PLAN).then_nothing()


def test_a_line_has_a_month_or_a_last_day() -> None:
    for wrong in (replace(HOA_SEN, month=None), replace(HOA_SEN, before=date(2024, 12, 1))):
        refusal = (
            planned.given(OPENED)
            .when(replace(PLAN, schools=(wrong,)))
            .then_rejected("month-missing")
        )
        assert [error.pointer for error in refusal.errors] == ["/schools/0/month"]


def test_what_looks_wrong_is_kept_and_warned_of() -> None:
    odd = Plan("Trường chưa đăng ký", None, "2025-09")
    events = planned.given(OPENED).when(replace(PLAN, schools=(odd,)))
    (line,) = events.then_types("SchoolPlanned").past[1:]
    assert line.warnings == (
        "month-outside-school-year",
        "target-not-stated",
        "school-not-registered",
    )
    assert line.month == "2025-09"


def test_a_line_is_put_right_with_a_reason() -> None:
    adjusted = LineAdjusted(1, (), "trường xin lùi", "hoasen", "2025-02", None, 1, None)
    stream = planned.given(OPENED, PLANNED).when(ADJUST).then(adjusted)
    stream.when(ADJUST).then_nothing()
    stream.when(replace(ADJUST, line=2)).then_rejected("line-unknown")
    other = replace(PLANNED, line=2, month="2025-02")
    occupied = planned.given(OPENED, PLANNED, other)
    occupied.when(ADJUST).then_rejected("school-planned-twice")


def test_a_line_that_is_withdrawn_leaves_its_number() -> None:
    withdraw = WithdrawLine(1, "chưa đủ điều kiện", **OFFICE)
    gone = LineWithdrawn(1, "chưa đủ điều kiện")
    stream = planned.given(OPENED, PLANNED).when(withdraw).then(gone)
    stream.when(withdraw).then_nothing()
    stream.when(ADJUST).then_rejected("line-withdrawn")
    stream.when(PLAN).then(replace(PLANNED, line=2))


def test_a_list_with_schools_on_it_is_confirmed_once() -> None:
    stream = planned.given(OPENED, PLANNED)
    stream.when(CONFIRM).then(CONFIRMED).when(CONFIRM).then_nothing()
    planned.given(OPENED).when(CONFIRM).then_rejected("list-empty")


def letter(name: str, code: str) -> tuple[Entry, ...]:
    """Return the list of an obligation as it stands in a letter."""
    text = (LETTERS / name).read_text(encoding="utf-8")
    obligations = yaml.safe_load(text)["instruction"]["obligations"]
    (found,) = (o["entries"] for o in obligations if o["code"] == code)
    return tuple(Entry(**{**entry, "school": None}) for entry in found)


def from_letter(entries: tuple[Entry, ...], year: int) -> list[Any]:
    act = of(f"so_{year}")
    command = PlanFromLetter("van_ban", "R", on=date(year, 9, 1), **act)
    return list(plan_from_letter(command, entries, PlannedList(opened=ListOpened("văn bản"))))


def test_the_24_schools_of_go_vap_come_out_of_their_letter() -> None:
    lines = from_letter(letter("002-go-vap.yaml", "R002-09"), 2024)
    months = [line.month for line in lines]
    assert len(lines) == 24
    assert {month: months.count(month) for month in months} == {
        "2024-10": 1,
        "2024-12": 4,
        "2025-02": 1,
        "2025-03": 18,
    }
    assert [line.name for line in lines if line.national_grade] == [
        "Trường Mầm non Hoa Sen",
        "Trường THCS Huỳnh Văn Nghệ",
    ]
    assert {line.warnings for line in lines} == {("school-not-registered",)}
    assert {(line.instruction, line.obligation) for line in lines} == {("van_ban", "R")}
    assert all(line.as_written for line in lines)


def test_the_11_schools_of_ba_ria_vung_tau_come_with_the_slips_of_their_letter() -> None:
    lines = from_letter(letter("001-ba-ria-vung-tau.yaml", "R001-16"), 2023)
    assert len(lines) == 11
    assert [line.line for line in lines if "month-outside-school-year" in line.warnings] == [
        *(1, 8, 9, 10, 11)
    ]
    assert lines[1].before == date(2023, 11, 20)
    assert month_of(lines[1].month, lines[1].before) == "2023-11"


def test_a_letter_is_taken_over_once_and_must_name_schools() -> None:
    entries = letter("002-go-vap.yaml", "R002-09")
    act = of("so_2024")
    take = PlanFromLetter("van_ban", "R", on=date(2024, 9, 1), **act)
    stream = planned.given(OPENED).when(take, entries).then_types(*["SchoolPlanned"] * 24)
    stream.when(take, entries).then_nothing()
    twice = (*entries, replace(entries[0], accreditation_grade=4))
    undated = [replace(entries[0], month=None, before=None)]
    for wrong, code in (
        ((), "entries-missing"),
        (twice, "school-planned-twice"),
        (undated, "month-missing"),
    ):
        refusal = planned.given(OPENED).when(take, wrong).then_rejected(code)
        assert [error.pointer for error in refusal.errors] == ["/code"]


def test_the_month_of_a_last_day_is_that_of_the_last_good_one() -> None:
    assert month_of(None, date(2024, 2, 20)) == "2024-02"
    assert month_of(None, date(2024, 3, 1)) == "2024-02"
    assert month_of("2024-10", None) == "2024-10"


MONTHS = st.sampled_from(("2024-10", "2024-12", "2025-03"))
SCHOOLS = st.sampled_from((("Trường A", "a"), ("Trường B", "b"), ("Trường A", None), ("C", None)))
PLANS = st.builds(
    lambda school, month, grade: Plan(school[0], school[1], month, accreditation_grade=grade),
    SCHOOLS,
    MONTHS,
    st.integers(1, 4),
)
COMMANDS = st.one_of(
    st.lists(PLANS, min_size=1, max_size=4).map(
        lambda plans: PlanSchools(tuple(plans), "lý do", on=date(2024, 9, 1), **OFFICE)
    ),
    st.builds(
        lambda line, school, month: AdjustLine(
            line, "lý do", school, month, accreditation_grade=1, **OFFICE
        ),
        st.integers(1, 8),
        st.sampled_from(("a", "b", None)),
        MONTHS,
    ),
    st.integers(1, 8).map(lambda line: WithdrawLine(line, "lý do", **OFFICE)),
)


@given(st.lists(COMMANDS, max_size=12))
def test_no_school_stands_twice_in_a_month_whatever_is_asked(commands: list[Any]) -> None:
    events: list[Any] = [OPENED]
    for command in commands:
        events.extend(_accepted(command, events))
        lines = list(PLANNED_LIST.fold(events).lines.values())
        assert not any(
            same_place(one, other) for n, one in enumerate(lines) for other in lines[n + 1 :]
        )
        assert len({line.line for line in lines}) == len(lines)


def _accepted(command: Any, events: list[Any]) -> Iterator[Any]:
    try:
        yield from PLANNED_LIST.decide(command, PLANNED_LIST.fold(events))
    except Rejected:
        return
