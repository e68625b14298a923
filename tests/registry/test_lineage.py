"""Mergers, divisions and closures: a school ends once, and always into schools that live."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.kernel.canonical import encode
from libs.kernel.problems import NotFound, Rejected
from libs.log.entry import Recorded, record
from services.registry.lineage import procedure
from services.registry.lineage.events import (
    LINEAGE_EVENTS,
    ClosureDecided,
    LineageEvent,
    MergerDecided,
    SplitDecided,
)
from services.registry.lineage.rules import (
    LINEAGE,
    CloseSchool,
    Command,
    Lineage,
    MergeSchools,
    Named,
    SplitSchool,
    decide,
)
from services.registry.policies import react
from services.registry.school.succession import (
    RecordClosure,
    RecordMerger,
    RecordOrigin,
    RecordSplit,
)
from tests.spec import Spec

ALL_THERE = Named(frozenset())
KNOWN = dict.fromkeys((MergeSchools, SplitSchool, CloseSchool), ALL_THERE)
lineage: Spec[Any, Any] = Spec(LINEAGE, procedure.PROCEDURE, KNOWN)
DAY, TODAY = date(2026, 8, 1), date(2026, 8, 3)
DECISION = "Quyết định mẫu"
CONTEXT: dict[str, Any] = {"id": "79", "log": "79", "on": TODAY}
MERGE = MergeSchools(("a", "b"), "c", "other", DAY, DECISION, **CONTEXT)
MERGED = MergerDecided(("a", "b"), "c", "other", DAY, DECISION)
SPLIT = SplitSchool("a", ("d", "e"), "split", DAY, DECISION, **CONTEXT)
DIVIDED = SplitDecided("a", ("d", "e"), "split", DAY, DECISION)
SPLIT_OFF = replace(SPLIT, successors=("d",), form="split_off")
CLOSE = CloseSchool("a", DAY, DECISION, **CONTEXT)
CLOSED = ClosureDecided("a", DAY, DECISION)


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (MERGE, MERGED),
        (SPLIT, DIVIDED),
        (SPLIT_OFF, SplitDecided("a", ("d",), "split_off", DAY, DECISION)),
        (CLOSE, CLOSED),
    ],
)
def test_an_act_is_decided_once(command: Command, event: LineageEvent) -> None:
    lineage.given().when(command).then(event).when(command).then_nothing()


@pytest.mark.parametrize("past", [MERGED, DIVIDED, CLOSED])
@pytest.mark.parametrize(
    ("command", "pointer"),
    [
        (replace(MERGE, predecessors=("x", "a")), "/predecessors/1"),
        (replace(MERGE, predecessors=("x",), successor="a"), "/successor"),
        (replace(SPLIT, successors=("x", "y")), "/school"),
        (replace(SPLIT, school="x", successors=("y", "a")), "/successors/1"),
        (replace(SPLIT_OFF, successors=("x",)), "/school"),
        (replace(CLOSE, basis="Quyết định khác"), "/school"),
    ],
)
def test_a_school_that_ended_takes_part_in_nothing(
    past: LineageEvent, command: Command, pointer: str
) -> None:
    refusal = lineage.given(past).when(command).then_rejected("school-closed")
    assert [error.pointer for error in refusal.errors] == [pointer]
    assert "01/08/2026" in refusal.detail


def test_a_school_that_gave_a_part_away_goes_on() -> None:
    past = lineage.given().when(SPLIT_OFF).then_types("SplitDecided")
    past.when(MERGE).then(MERGED)


def test_a_part_that_was_split_off_may_come_back() -> None:
    past = lineage.given().when(SPLIT_OFF).then_types("SplitDecided")
    back = replace(MERGE, predecessors=("d",), successor="a")
    past.when(back).then_types("MergerDecided")


@pytest.mark.parametrize(
    ("command", "pointer"),
    [
        (replace(MERGE, successor="b"), "/predecessors/1"),
        (replace(SPLIT, successors=("d", "a")), "/successors/1"),
    ],
)
def test_no_school_succeeds_itself(command: Command, pointer: str) -> None:
    refusal = lineage.given().when(command).then_rejected("lineage-cycle")
    assert [error.pointer for error in refusal.errors] == [pointer]


@pytest.mark.parametrize(
    "command",
    [replace(MERGE, predecessors=("a", "a")), replace(SPLIT, successors=("d", "d"))],
)
def test_a_school_is_named_once(command: Command) -> None:
    lineage.given().when(command).then_rejected("school-twice")


def test_a_division_makes_several_schools() -> None:
    lineage.given().when(replace(SPLIT, successors=("d",))).then_rejected("successors-missing")


@pytest.mark.parametrize(
    ("command", "pointer"),
    [(MERGE, "/starts"), (SPLIT, "/starts"), (CLOSE, "/ends")],
)
def test_an_act_is_recorded_on_its_day_or_later(command: Command, pointer: str) -> None:
    lineage.given().when(replace(command, on=DAY)).then_types(type(_event(command)).__name__)
    early = replace(command, on=DAY - timedelta(days=1))
    refusal = lineage.given().when(early).then_rejected("date-in-future")
    assert [error.pointer for error in refusal.errors] == [pointer]


def _event(command: Command) -> LineageEvent:
    (event,) = decide(command, ALL_THERE, Lineage())
    return event


@pytest.mark.parametrize("command", [MERGE, SPLIT, CLOSE])
def test_each_school_is_in_the_register(command: Command) -> None:
    with pytest.raises(NotFound, match="school-unknown"):
        decide(command, Named(frozenset({"a"})), Lineage())


def test_a_successor_does_not_end_before_it_began() -> None:
    onwards = replace(MERGE, predecessors=("c",), successor="f")
    sooner = replace(onwards, starts=DAY - timedelta(days=1))
    past = lineage.given(MERGED)
    past.when(sooner).then_rejected("lineage-order")
    past.when(onwards).then_types("MergerDecided")


def test_from_number_3_on_a_mere_change_of_name_has_one_predecessor() -> None:
    renamed = MergeSchools(("a", "b"), "c", "rename_only", DAY, DECISION, **CONTEXT)
    strict = replace(KNOWN[MergeSchools], rules_number=3)
    refused = lineage.given().when(renamed, strict).then_rejected("merger-not-renaming")
    assert refused.errors[0].pointer == "/predecessors"
    lineage.given().when(renamed).then_types("MergerDecided")
    for fits in (replace(renamed, form="other"), replace(renamed, predecessors=("a",))):
        lineage.given().when(fits, strict).then_types("MergerDecided")


def test_the_acts_of_a_log_are_in_one_stream() -> None:
    lineage.given().when(replace(MERGE, id="c")).then_rejected("lineage-id-differs")


def recorded(event: LineageEvent) -> Recorded:
    return record("79", 1, encode({**LINEAGE_EVENTS.dump(event), "stream": "lineage-79"}))


def test_a_merger_is_recorded_at_the_successor_and_at_each_part() -> None:
    assert list(react(recorded(MERGED))) == [
        ("school-c", RecordMerger(("a", "b"), "other", DAY, DECISION)),
        ("school-a", RecordClosure("other", DAY, ("c",), ("a", "b"), DECISION)),
        ("school-b", RecordClosure("other", DAY, ("c",), ("a", "b"), DECISION)),
    ]


def test_a_division_is_recorded_at_each_school() -> None:
    assert list(react(recorded(DIVIDED))) == [
        ("school-d", RecordOrigin("a", "split", DAY, DECISION)),
        ("school-e", RecordOrigin("a", "split", DAY, DECISION)),
        ("school-a", RecordClosure("split", DAY, ("d", "e"), ("a",), DECISION)),
    ]
    off = SplitDecided("a", ("d",), "split_off", DAY, DECISION)
    assert list(react(recorded(off))) == [
        ("school-d", RecordOrigin("a", "split_off", DAY, DECISION)),
        ("school-a", RecordSplit(("d",), DAY, DECISION)),
    ]


def test_a_closure_is_recorded_at_the_school() -> None:
    assert list(react(recorded(CLOSED))) == [
        ("school-a", RecordClosure("dissolved", DAY, (), ("a",), DECISION))
    ]


IDS = st.sampled_from("abcdefgh")
DAYS = st.dates(DAY - timedelta(days=30), TODAY)
ACTS = st.one_of(
    st.builds(
        lambda olds, new, day: MergeSchools(tuple(olds), new, "other", day, DECISION, **CONTEXT),
        st.lists(IDS, min_size=1, max_size=3),
        IDS,
        DAYS,
    ),
    st.builds(
        lambda old, news, form, day: SplitSchool(old, tuple(news), form, day, DECISION, **CONTEXT),
        IDS,
        st.lists(IDS, min_size=1, max_size=3),
        st.sampled_from(("split", "split_off")),
        DAYS,
    ),
    st.builds(lambda id, day: CloseSchool(id, day, DECISION, **CONTEXT), IDS, DAYS),
)


def endings(events: Iterable[LineageEvent]) -> list[tuple[str, date, tuple[str, ...]]]:
    """Return (school, first day without it, successors), from the events alone."""
    found: list[tuple[str, date, tuple[str, ...]]] = []
    for event in events:
        match event:
            case MergerDecided(olds, new, _, starts):
                found += [(old, starts, (new,)) for old in olds]
            case SplitDecided(old, news, "split", starts):
                found.append((old, starts, news))
            case ClosureDecided(old, ends):
                found.append((old, ends, ()))
    return found


@given(st.lists(ACTS, max_size=25))
def test_whatever_is_asked_succession_has_no_circle_and_leads_to_living_schools(
    commands: list[Command],
) -> None:
    events: list[LineageEvent] = []
    for command in commands:
        with suppress(Rejected):
            events += decide(command, ALL_THERE, LINEAGE.fold(events))
    ended = {school: (day, successors) for school, day, successors in endings(events)}
    assert len(ended) == len(endings(events)), "a school ended twice"
    for school in ended:
        ends_at: set[str] = set()
        paths: list[tuple[str, ...]] = [(school,)]
        while paths:
            path = paths.pop()
            day, successors = ended.get(path[-1], (date.max, ()))
            if path[-1] not in ended or not successors:
                ends_at.add(path[-1])
            for successor in successors:
                assert successor not in path, "a circle"
                assert ended.get(successor, (date.max, ()))[0] >= day, "an heir ended sooner"
                paths.append((*path, successor))
        dissolved = {id for id, (_, successors) in ended.items() if not successors}
        assert ends_at
        assert all(id not in ended or id in dissolved for id in ends_at)
