"""Periods are what a calendar ticked off day by day would say."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import services
from libs.kernel.periods import Period, Since, Timeline, in_order, value_on

JAN, JUL = date(2025, 1, 1), date(2025, 7, 1)
TOLD = [Since("a"), Since("c", JUL), Since("b", JAN)]

CALENDAR = [JAN + timedelta(n) for n in range(12)]
DAYS = st.sampled_from(CALENDAR[1:-1])
ENDS = DAYS | st.none()
PERIODS = st.builds(Period, DAYS, ENDS)
NAMES = st.sampled_from("abc")
BEGUN = st.tuples(st.just("begun"), NAMES, DAYS, ENDS)
ENDED = st.tuples(st.just("ended"), NAMES, DAYS, st.none())
ACTS = st.lists(BEGUN | ENDED, max_size=8)
Act = tuple[str, str, date, date | None]


def days(period: Period) -> set[date]:
    return {day for day in CALENDAR if period.holds(day)}


def timeline(acts: Iterable[Act], alone: bool = False) -> Timeline[str]:
    """Return what the acts come to; `alone`: without those that meet another of their name."""
    found: Timeline[str] = Timeline()
    for act, name, day, ends in acts:
        if act == "ended":
            found = found.end(name.__eq__, day)
        elif not alone or name not in [m.value for m in found.meeting(Period(day, ends))]:
            found = found.begin(name, Period(day, ends))
    return found


@given(DAYS, DAYS)
def test_a_period_has_its_first_day_and_not_its_end(starts: date, ends: date) -> None:
    assert days(Period(starts, ends)) == {day for day in CALENDAR if starts <= day < ends}
    assert days(Period(starts)) == {day for day in CALENDAR if starts <= day}


@given(PERIODS)
def test_an_empty_period_has_no_day(period: Period) -> None:
    assert period.empty == (not days(period))


@given(PERIODS, PERIODS)
def test_two_periods_overlap_when_they_have_a_day_in_common(one: Period, other: Period) -> None:
    assert one.overlaps(other) == other.overlaps(one) == bool(days(one) & days(other))


@given(DAYS, DAYS, ENDS)
def test_the_next_begins_on_the_day_on_which_the_last_ends(
    starts: date, day: date, ends: date | None
) -> None:
    assert not Period(starts, day).overlaps(Period(day, ends))


@given(PERIODS, DAYS)
def test_what_is_cut_loses_the_days_from_then_on_and_no_other(period: Period, ends: date) -> None:
    assert days(period.cut(ends)) == {day for day in days(period) if day < ends}


@given(ACTS)
def test_what_holds_on_a_day_was_begun_by_it_and_not_ended_since(acts: list[Act]) -> None:
    ticked: list[tuple[str, set[date]]] = []
    for act, name, day, ends in acts:
        if act == "begun":
            ticked.append((name, days(Period(day, ends))))
        else:
            gone = {later for later in CALENDAR if later >= day}
            ticked = [(n, d - gone if n == name else d) for n, d in ticked]
    for day in CALENDAR:
        assert timeline(acts).on(day) == [name for name, ticks in ticked if day in ticks]


@given(ACTS)
def test_what_begins_only_where_it_meets_no_other_never_holds_twice(acts: list[Act]) -> None:
    for day in CALENDAR:
        held = timeline(acts, alone=True).on(day)
        assert len(set(held)) == len(held)


@given(ACTS, PERIODS)
def test_what_meets_a_period_holds_on_one_of_its_days(acts: list[Act], period: Period) -> None:
    found = timeline(acts)
    held = {name for day in days(period) for name in found.on(day)}
    assert {met.value for met in found.meeting(period)} == held


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2024, 12, 31), "a"),
        (JAN, "b"),
        (date(2025, 6, 30), "b"),
        (JUL, "c"),
        (date(2030, 1, 1), "c"),
    ],
)
def test_a_value_holds_from_its_day_to_the_next_ones(day: date, value: str) -> None:
    assert value_on(TOLD, day) == value


def test_of_two_with_one_beginning_the_last_told_counts() -> None:
    assert value_on([*TOLD, Since("d", JAN)], JAN) == "d"
    assert in_order([*TOLD, Since("d", JAN)]) == [Since("a"), Since("d", JAN), Since("c", JUL)]


def test_before_the_first_beginning_the_first_value_holds() -> None:
    assert value_on([Since("b", JUL), Since("a", JAN)], date(2000, 1, 1)) == "a"


def test_of_nothing_told_nothing_holds() -> None:
    with pytest.raises(ValueError, match="nothing"):
        value_on([], JAN)


@given(st.text("abc", min_size=1, max_size=1), st.lists(st.tuples(NAMES, DAYS), max_size=6))
def test_the_value_of_a_day_is_the_last_written_into_a_calendar(
    first: str, changes: list[tuple[str, date]]
) -> None:
    """Each change is written from its day to the next on which another was said to begin."""
    written = dict.fromkeys(CALENDAR, first)
    for n, (value, starts) in enumerate(changes):
        later = [day for _, day in changes[:n] if day > starts]
        written |= dict.fromkeys(days(Period(starts, min(later, default=None))), value)
    told = [Since(first), *(Since(value, starts) for value, starts in changes)]
    assert {day: value_on(told, day) for day in CALENDAR} == written


WRITTEN_OUT = re.compile(r"(starts|ends|closed_on|known_to) is null or\b|starts desc nulls last")
"""What `holds` and `latest` of read_tables stand for."""


def test_no_statement_writes_out_what_holds_on_a_day() -> None:
    root = Path(services.__file__).parents[1]
    sources = [file for folder in ("libs", "services") for file in (root / folder).rglob("*.*")]
    found = {
        str(file.relative_to(root))
        for file in sources
        if file.suffix in (".py", ".sql") and WRITTEN_OUT.search(file.read_text("utf-8"))
    }
    assert found == {"libs/engine/read_tables.py", "libs/engine/read_tables.sql"}
