"""The sheet of a criterion: a school's council and an evaluation team meet the same rules."""

from collections.abc import Sequence
from datetime import date

import pytest

from libs.kernel.problems import Rejected
from libs.law.standards import levels, sheets
from services.assessment.cycle.events import CycleEvent
from services.assessment.cycle.rules import CYCLE
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.rules import EVALUATION
from services.review.evaluation.survey import RecordFinding
from services.review.shared.fields import Verdict
from tests.assessment import sample
from tests.review.cases import (
    ACCEPT,
    EVALUATING,
    FORWARD,
    IN_2026,
    MEMBER,
    PRIMARY,
    TEAM,
    lived,
    register,
    report,
)

Marks = Sequence[tuple[int, str, bool]]

CYCLE_2018: list[CycleEvent] = [
    sample.opened("primary", date(2024, 9, 10)),
    sample.appointed(),
]
CYCLE_2026: list[CycleEvent] = [
    sample.opened("primary", date(2026, 9, 10)),
    sample.appointed(5),
]
CASE_2018: Sequence[EvaluationEvent] = lived(register(), FORWARD, ACCEPT, TEAM)
CASE_2026: Sequence[EvaluationEvent] = lived(
    register(
        purpose="national_standard",
        accreditation_grade=None,
        national_grade=1,
        report=report(1, IN_2026),
    ),
    FORWARD,
    ACCEPT,
    TEAM,
)
EVIDENCE = {2018: "H1-1.1-01", 2026: "MC.1.1.01"}


def council(year: int, criterion: str, marks: Marks) -> Rejected | None:
    """Return what the council of a cycle under the rules of `year` is told of a sheet."""
    code = EVIDENCE[year]
    sheet = sample.sheet(criterion, *(sample.line(*mark, code) for mark in marks))
    past = CYCLE.fold(CYCLE_2018 if year == 2018 else CYCLE_2026)
    try:
        assert sample.CYCLES.decide(sheet, past)
    except Rejected as refusal:
        return refusal
    return None


def team(year: int, criterion: str, marks: Marks) -> Rejected | None:
    """Return what the team of an evaluation under the rules of `year` is told of a sheet."""
    verdicts = tuple(Verdict(*mark) for mark in marks)
    finding = RecordFinding(criterion, verdicts, "Mạnh", "Yếu", "Khuyến nghị", actor=MEMBER)
    past = EVALUATION.fold(CASE_2018 if year == 2018 else CASE_2026)
    try:
        assert EVALUATING.decide(finding, past)
    except Rejected as refusal:
        return refusal
    return None


LEVEL_1 = ((1, "a", True), (1, "b", True), (1, "c", False))


@pytest.mark.parametrize(
    ("year", "criterion", "marks", "code"),
    [
        (2018, "1.1", LEVEL_1, None),
        (2018, "1.1", (*LEVEL_1, (2, "-", True)), None),
        (2018, "9.9", LEVEL_1, "indicator-unknown"),
        (2018, "1.1", [(1, "x", True)], "indicator-unknown"),
        (2018, "1.1", [(1, "a", True), (1, "a", False)], "indicator-twice"),
        (2018, "1.1", [(1, "a", True), (2, "-", True)], "lower-level-unjudged"),
        (2018, "22", [(4, "1", True)], None),
        (2026, "1.1", [(1, "-", True), (2, "-", True)], None),
        (2026, "1.1", [(1, "-", False), (2, "-", False)], None),
        (2026, "1.1", [(1, "-", False), (2, "-", True)], "lower-level-not-met"),
        (2026, "1.1", [(2, "-", True)], "lower-level-unjudged"),
    ],
)
def test_council_and_team_may_record_the_same_sheets(
    year: int, criterion: str, marks: Marks, code: str | None
) -> None:
    by_council, by_team = council(year, criterion, marks), team(year, criterion, marks)
    assert (by_council and by_council.code) == code
    assert (by_council and by_council.args) == (by_team and by_team.args)


def test_what_a_sheet_leaves_out_stays_as_it_was_judged() -> None:
    before = {("1.1", 1, "-"): False, ("1.2", 1, "-"): True}
    with pytest.raises(Rejected, match="lower-level-not-met"):
        sheets.check(IN_2026, "1.1", [Verdict(2, "-", True)], before)
    sheets.check(IN_2026, "1.1", [Verdict(1, "-", True), Verdict(2, "-", True)], before)


def test_a_refusal_names_every_line_with_the_first_fault() -> None:
    lines = [Verdict(1, "x", True), Verdict(1, "a", True), Verdict(1, "y", True)]
    with pytest.raises(Rejected) as refused:
        sheets.check(PRIMARY, "1.1", lines)
    assert [error.pointer for error in refused.value.errors] == ["/judgements/0", "/judgements/2"]
    assert refused.value.rule == "TT 17/2018 art. 7-22"


def test_every_indicator_of_a_level_is_judged_before_there_is_a_result() -> None:
    keys = [
        (criterion, level, letter)
        for criterion in levels.criteria(PRIMARY)
        for level, letter in levels.indicators(PRIMARY, criterion)
        if level == 1
    ]
    sheets.require_judged(PRIMARY, keys)
    with pytest.raises(Rejected) as refused:
        sheets.require_judged(PRIMARY, keys[1:])
    assert refused.value.code == "criteria-unjudged"
    assert [error.detail for error in refused.value.errors] == ["1.1/1a: chưa đánh giá."]
    assert sheets.unjudged(PRIMARY, keys, level=2)[0] == "1.1/2"
