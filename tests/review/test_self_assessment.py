"""Which report of a self-assessment a registration rests on."""

from dataclasses import replace
from datetime import date
from functools import reduce

from services.review.evaluation.self_assessment import (
    CYCLE,
    CycleOpened,
    Heard,
    ReportApproved,
    ReportSubmitted,
)

OPENED = CycleOpened("tt18-2018", "r1", rules="a" * 64)
FIRST = ReportApproved(2, 3, ("1.1/3",), (), rules="a" * 64)
HANDED_IN = ReportSubmitted(date(2025, 4, 10))


def counts(*events: Heard) -> tuple[int, date | None] | None:
    """Return level and day of the report that counts."""
    report = reduce(CYCLE.evolve, events, CYCLE.initial).report
    return (report.level, report.submitted_on) if report else None


def test_a_report_counts_from_its_submission() -> None:
    assert counts(OPENED, FIRST) is None
    assert counts(OPENED, FIRST, HANDED_IN) == (2, date(2025, 4, 10))


def test_a_submitted_version_counts_until_the_next_one_is_submitted() -> None:
    second, july = replace(FIRST, level=3), ReportSubmitted(date(2025, 7, 20))
    past = (OPENED, FIRST, HANDED_IN, second)
    assert counts(*past) == (2, date(2025, 4, 10))
    assert counts(*past, july) == (3, date(2025, 7, 20))
