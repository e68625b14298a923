"""What holds of every cycle, whatever is judged and in whichever order."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.kernel.problems import Rejected
from libs.law.standards import levels
from services.assessment.cycle.approval import ApproveReport
from services.assessment.cycle.council import AppointCouncil
from services.assessment.cycle.events import CycleEvent
from services.assessment.cycle.events.report import ReportApproved
from services.assessment.cycle.opening import OpenCycle
from services.assessment.cycle.rules import CYCLE, Command
from services.assessment.cycle.sheet import RecordSheet
from services.assessment.cycle.submission import SubmitReport
from tests.assessment.sample import CYCLES, OPENED_ON, RULES, line, members, sheet

OPEN = OpenCycle(2024, id="m1_2024", school="m1", on=OPENED_ON)
APPOINT = AppointCouncil("01/QĐ", members(7), on=OPENED_ON)
APPROVE = ApproveReport(on=OPENED_ON)
SUBMIT = SubmitReport(on=OPENED_ON)
FEW = settings(max_examples=20, deadline=None)
"""Each example judges two hundred indicators, on machines that may be busy."""
PLACES: Mapping[str, Sequence[tuple[int, str]]] = {
    criterion: levels.indicators(RULES, criterion)
    for criterion in (*levels.criteria(RULES), RULES.level4_article or "")
}


@st.composite
def whole_sheets(draw: st.DrawFn) -> list[RecordSheet]:
    """Return a sheet per criterion; most indicators are met, so that every level comes up."""
    failing = draw(
        st.sets(st.sampled_from([(c, *p) for c in PLACES for p in PLACES[c]]), max_size=3)
    )
    return [
        sheet(criterion, *(line(*place, (criterion, *place) not in failing) for place in places))
        for criterion, places in PLACES.items()
    ]


def report(events: Sequence[CycleEvent]) -> ReportApproved:
    """Return the approval, which is there."""
    return next(event for event in events if isinstance(event, ReportApproved))


@FEW
@given(whole_sheets(), st.randoms(use_true_random=False))
def test_the_order_of_the_sheets_does_not_matter(sheets: list[RecordSheet], random: object) -> None:
    shuffled = list(sheets)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = CYCLES.run([OPEN, APPOINT, *sheets, APPROVE])
    other = CYCLES.run([OPEN, APPOINT, *shuffled, APPROVE])
    assert report(one) == report(other)
    met = {
        (s.criterion, each.level, each.indicator): each.met for s in sheets for each in s.judgements
    }
    found = levels.school_level(RULES, met)
    assert (report(one).level, report(one).failed) == (found.level, found.failed)


@FEW
@given(whole_sheets(), whole_sheets())
def test_the_last_judgement_counts(first: list[RecordSheet], last: list[RecordSheet]) -> None:
    corrected = CYCLES.run([OPEN, APPOINT, *first, *last, APPROVE])
    assert report(corrected) == report(CYCLES.run([OPEN, APPOINT, *last, APPROVE]))


@FEW
@given(whole_sheets(), st.data())
def test_a_command_sent_twice_brings_nothing_the_second_time(
    sheets: list[RecordSheet], data: st.DataObject
) -> None:
    commands: list[Command] = [OPEN, APPOINT, *sheets, APPROVE, SUBMIT]
    count = data.draw(st.integers(1, len(commands)))
    events = CYCLES.run(commands[:count])
    assert list(CYCLES.decide(commands[count - 1], CYCLE.fold(events))) == []


@FEW
@given(whole_sheets(), whole_sheets(), st.integers(0, 25))
def test_an_approved_cycle_refuses_every_sheet(
    sheets: list[RecordSheet], later: list[RecordSheet], index: int
) -> None:
    events = CYCLES.run([OPEN, APPOINT, *sheets, APPROVE])
    with pytest.raises(Rejected) as refusal:
        CYCLES.decide(later[index % len(later)], CYCLE.fold(events))
    assert refusal.value.code == "report-approved"
