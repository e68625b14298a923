"""What letters want handed in, by whom and by when, and what follows from being late."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.engine.procedure import Act
from libs.kernel.problems import Rejected
from services.assessment.shared.duties import (
    Due,
    Duties,
    DutyDone,
    Entry,
    InstructionRegistered,
    ObligationCorrected,
    ObligationCreated,
    done,
)

OCTOBER = date(2025, 10, 5)
DUTY = ObligationCreated(
    code="R1",
    actor="school",
    kind="before_date",
    effect="mark_late",
    area="764",
    kinds=("preschool",),
    entries=(),
    before=OCTOBER,
    concerns=("improvement_plan",),
)


def learned(*duties: ObligationCreated, year: int | None = 2025) -> Duties:
    """Return what is known of one letter."""
    index = Duties()
    act = Act("79", "instruction-l1", date(2025, 9, 1), "s:operator", "operator", "operator")
    index.learn("instruction-l1", InstructionRegistered(year), act)
    for duty in duties:
        index.learn("instruction-l1", duty, act)
    return index


def due(index: Duties, **more: Any) -> list[tuple[str, date | None]]:
    asked: dict[str, Any] = {"concern": "improvement_plan", "kind": "preschool"}
    asked |= {"areas": ("764", "79"), "school": "m1", "year": 2025}
    return [(each.code, each.before) for each in index.due(**asked | more)]


def test_a_duty_binds_schools_of_its_kinds_in_its_area_and_year() -> None:
    assert due(learned(DUTY)) == [("R1", OCTOBER)]
    for more in (
        {"concern": "improvement_plan_report"},
        {"kind": "primary"},
        {"areas": ("785", "79")},
        {"year": 2026},
    ):
        assert due(learned(DUTY), **more) == []
    assert due(learned(DUTY, year=None), year=2026) == [("R1", OCTOBER)]
    assert due(learned(replace(DUTY, actor="office"))) == []


def test_a_duty_counts_as_it_was_corrected() -> None:
    values = {name: getattr(DUTY, name) for name in DUTY.__slots__}
    corrected = ObligationCorrected(**values | {"before": date(2025, 10, 15)})
    assert due(learned(DUTY, corrected)) == [("R1", date(2025, 10, 15))]


def test_a_list_binds_the_schools_it_names_by_their_own_day() -> None:
    entries = (Entry("m1", date(2025, 11, 1)), Entry("m2", date(2025, 12, 1)))
    listed = replace(DUTY, kind="per_school", before=None, entries=entries)
    assert due(learned(listed)) == [("R1", date(2025, 11, 1))]
    assert due(learned(listed), school="m3") == []


def test_what_comes_every_year_has_its_day_in_each() -> None:
    yearly = replace(DUTY, kind="month", before=None, first_month=10)
    assert due(learned(yearly, year=None), year=2026) == [("R1", date(2026, 11, 1))]
    monthly = replace(DUTY, kind="monthly_window", before=None, first_day=1, last_day=5)
    assert due(learned(monthly)) == [("R1", None)]


@pytest.mark.parametrize(
    ("effect", "on", "late"),
    [
        ("mark_late", date(2025, 10, 4), False),
        ("mark_late", OCTOBER, True),
        ("none", OCTOBER, False),
        ("refuse", date(2025, 10, 4), False),
    ],
)
def test_before_a_day_is_strict(effect: str, on: date, late: bool) -> None:
    found = done([Due("l1", "R1", OCTOBER, effect)], on, "quy định")
    assert found == (DutyDone("l1", "R1", OCTOBER, late),)


def test_a_letter_may_want_what_is_late_refused() -> None:
    with pytest.raises(Rejected, match="handed-in-too-late") as refusal:
        done([Due("l1", "R1", OCTOBER, "refuse")], OCTOBER, "quy định")
    assert "04/10/2025" in refusal.value.detail
