"""A school's figures of a school year, rule by rule."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kernel.problems import Rejected
from libs.law.school_figures import checks
from services.assessment.figures.events import (
    FigureOrigin,
    FiguresLocked,
    FiguresRecorded,
    FiguresReopened,
    FiguresWithdrawn,
    FigureValue,
)
from services.assessment.figures.procedure import PROCEDURE
from services.assessment.figures.rules import (
    FIGURES,
    LockFigures,
    RecordFigures,
    ReopenFigures,
    SchoolKind,
    WithdrawFigures,
    figures_hash,
)
from tests.spec import spec

LOWER = SchoolKind("lower_secondary")
figures = spec(FIGURES, PROCEDURE, {RecordFigures: LOWER, LockFigures: LOWER})
ON = date(2026, 6, 1)
MAY = date(2026, 5, 31)
LOCK = LockFigures(id="sch1_2025", school="sch1")


def values(**told: object) -> tuple[FigureValue, ...]:
    """Return figures, `__` in a name standing for the point of a code."""
    return tuple(FigureValue(name.replace("__", "."), str(v)) for name, v in told.items())


def record(
    *told: FigureValue,
    true_on: date | None = MAY,
    taken_from: FigureOrigin = "typed",
    on: date = ON,
    id: str = "sch1_2025",
) -> RecordFigures:
    return RecordFigures(told, taken_from, true_on, id=id, school="sch1", on=on)


def recorded(*told: FigureValue, true_on: date = MAY) -> FiguresRecorded:
    return FiguresRecorded(told, "typed", true_on, "")


SOME = values(pupils__total=412, pupils__girls=200)
SOME_RECORDED = recorded(*SOME)
SOME_LOCKED = FiguresLocked(2, figures_hash({"pupils.total": "412", "pupils.girls": "200"}))


def test_figures_come_in_batches_with_the_day_on_which_they_were_so() -> None:
    figures.given().when(record(*SOME)).then(SOME_RECORDED)
    figures.given().when(record(*SOME, true_on=None)).then(recorded(*SOME, true_on=ON))


def test_what_is_known_so_already_is_passed_over() -> None:
    more = record(*SOME, *values(classes__total=10))
    stream = figures.given(SOME_RECORDED).when(more).then(recorded(*values(classes__total=10)))
    stream.when(more).then_nothing()
    stream.when(record(*SOME, true_on=None)).then_nothing()


def test_a_figure_is_corrected_by_a_later_event_and_may_be_true_still_on_a_later_day() -> None:
    right = values(pupils__total=415)
    figures.given(SOME_RECORDED).when(record(*right)).then(recorded(*right))
    later = record(*SOME, true_on=ON)
    figures.given(SOME_RECORDED).when(later).then(recorded(*SOME, true_on=ON))


def test_all_that_is_wrong_with_a_batch_is_named_at_once_and_nothing_is_recorded() -> None:
    batch = record(
        *values(pupils__total="2.5", pupils__girls=1, classes__grade_1=3),
        *values(pupils__girls=2),
        true_on=date(2026, 6, 2),
    )
    refusal = figures.given().when(batch).then_rejected("figures-refused")
    assert [(error.pointer, error.code) for error in refusal.errors] == [
        ("/true_on", "date-in-future"),
        ("/figures/0/value", "figure-misfit"),
        ("/figures/2/code", "figure-unknown"),
        ("/figures/3/code", "figure-twice"),
    ]


def test_a_day_before_the_school_year_is_refused() -> None:
    early = record(*SOME, true_on=date(2025, 8, 31))
    refusal = figures.given().when(early).then_rejected("figures-refused")
    assert [error.code for error in refusal.errors] == ["date-before-school-year"]
    figures.given().when(record(*SOME, true_on=date(2025, 9, 1))).then_types("FiguresRecorded")


def test_a_school_records_the_figures_of_its_kind_alone() -> None:
    grade = record(*values(classes__grade_6=4))
    figures.given().when(grade).then_types("FiguresRecorded")
    figures.given().when(grade, SchoolKind("primary")).then_rejected("figures-refused")
    figures.given().when(grade, SchoolKind("multi_stage")).then_types("FiguresRecorded")


@pytest.mark.parametrize("id", ["sch1", "sch2_2025", "sch1_25", "sch1_1999", "sch1_2025_primary"])
def test_the_stream_is_named_after_the_school_and_the_year(id: str) -> None:
    figures.given().when(record(*SOME, id=id)).then_rejected("year-missing")


def test_a_year_that_has_not_begun_has_no_figures() -> None:
    ahead = record(*SOME, id="sch1_2026", true_on=None)
    figures.given().when(ahead).then_rejected("year-in-future")


def test_what_does_not_agree_comes_in_and_is_not_locked() -> None:
    none = values(pupils__total=412, pupils__girls=0, classes__total=0)
    stream = figures.given().when(record(*none)).then(recorded(*none))
    refusal = stream.when(LOCK).then_rejected("figures-contradict")
    assert [error.code for error in refusal.errors] == ["figure-zero", "figure-zero"]
    assert "Học sinh (trẻ) nữ (pupils.girls) = 0" in refusal.detail
    stream.when(record(*values(pupils__girls=200, classes__total=12))).then_types(
        "FiguresRecorded"
    ).when(LOCK).then_types("FiguresLocked")


def test_a_sum_that_differs_is_refused_at_the_lock_with_both_sides() -> None:
    parts = values(classrooms__permanent=10, classrooms__semi_permanent=2, classrooms__temporary=0)
    stream = figures.given(recorded(*parts, *values(classrooms__total=13)))
    (error,) = stream.when(LOCK).then_rejected("figures-contradict").errors
    assert "(classrooms.total) = 13" in error.detail
    assert "cộng lại là 12" in error.detail


def test_figures_are_locked_once_and_not_when_there_are_none() -> None:
    figures.given(SOME_RECORDED).when(LOCK).then(SOME_LOCKED).when(LOCK).then_nothing()
    figures.given().when(LOCK).then_rejected("figures-missing")


@pytest.mark.parametrize(
    "command", [record(*values(pupils__total=1)), WithdrawFigures(("pupils.total",), "Nhầm")]
)
def test_locked_figures_change_only_after_they_are_reopened_with_a_reason(command: Any) -> None:
    stream = figures.given(SOME_RECORDED, SOME_LOCKED)
    stream.when(command).then_rejected("figures-locked")
    opened = stream.when(ReopenFigures("Sửa số")).then(FiguresReopened("Sửa số"))
    opened.when(ReopenFigures("Sửa số")).then_rejected("figures-not-locked")
    assert figures.decide(command, FIGURES.fold(opened.past), LOWER)


def test_a_figure_that_should_not_be_there_is_withdrawn_with_a_reason() -> None:
    girls = WithdrawFigures(("pupils.girls",), "Ghi nhầm")
    before = figures.given(SOME_RECORDED)
    stream = before.when(girls).then(FiguresWithdrawn(("pupils.girls",), "Ghi nhầm"))
    refusal = stream.when(girls).then_rejected("figure-not-recorded")
    assert [error.pointer for error in refusal.errors] == ["/codes/0"]
    stream.when(record(*values(pupils__girls=200))).then_types("FiguresRecorded")


CODES = (
    *("pupils.total", "pupils.girls", "pupils.ethnic", "classes.total", "teacher.total"),
    *("classrooms.permanent", "classrooms.semi_permanent", "classrooms.temporary"),
    "classrooms.total",
)
BATCHES = st.lists(
    st.dictionaries(st.sampled_from(CODES), st.integers(0, 4), min_size=1, max_size=9), max_size=4
)


@given(BATCHES)
def test_figures_are_locked_if_and_only_if_nothing_in_them_disagrees(
    batches: Sequence[Mapping[str, int]],
) -> None:
    events = [
        recorded(*(FigureValue(code, str(n)) for code, n in batch.items())) for batch in batches
    ]
    state = FIGURES.fold(events)
    last = {code: str(n) for batch in batches for code, n in batch.items()}
    assert state.values == last
    if last and not checks.faults("lower_secondary", last):
        locked = figures.decide(LOCK, state)
        assert locked == [FiguresLocked(len(last), figures_hash(last))]
        return
    with pytest.raises(Rejected) as refusal:
        figures.decide(LOCK, state)
    assert refusal.value.code == ("figures-contradict" if last else "figures-missing")


@given(BATCHES)
def test_batches_sent_twice_leave_what_they_left_once(batches: Sequence[Mapping[str, int]]) -> None:
    commands = [
        record(*(FigureValue(code, str(n)) for code, n in batch.items()), true_on=None)
        for batch in batches
    ]
    once = figures.run(commands)
    if commands:
        assert figures.run([commands[-1]], once) == once
    assert FIGURES.fold(figures.run(commands, once)).values == FIGURES.fold(once).values
