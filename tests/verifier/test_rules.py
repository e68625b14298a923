"""Rules of the platform that become stricter: what was right under older ones stays right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import pytest

from libs.engine import rules
from libs.engine.aggregate import Aggregate
from libs.engine.commands import Context, handle
from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.rules import RULES_ADOPTED, rules_at
from libs.kernel.decider import Decider, by_knowledge_alone
from libs.kernel.messages import Contract
from libs.kernel.problems import Rejected, Unavailable, Wire, refused
from libs.log.entry import Recorded
from libs.log.memory import MemoryLog
from libs.rights import OPERATOR, InRole, Right
from services.cli.adoption import ADOPTED, adopt
from services.registry.adopted_rules.rules import Adopted
from services.verifier.entries import Entries
from services.verifier.form import Failure
from services.verifier.rules import Rules
from tests.verifier.platform import chained

ANYONE: Right = InRole(("operator",))
NOW = datetime(2027, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Note:
    right: ClassVar[Right] = ANYONE
    text: str
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    right: ClassVar[Right] = ANYONE
    visibility: ClassVar[str] = "public"
    text: str
    place: str | None = None


def note(command: Note, number: int, state: int) -> Sequence[Noted]:
    """From number 2 on, a note says where."""
    if number >= 2 and command.place is None:
        raise refused("place-missing", "Thiếu nơi.", at="/place")
    return [Noted(command.text, command.place)]


def known(ask: Ask, act: Act, command: Note) -> int:
    return rules_at(ask, act)


NOTES: Aggregate[Note, int, Noted] = Aggregate(
    "note",
    Decider(0, by_knowledge_alone, lambda state, _: state + 1),
    Contract(Note, unknown="raise"),
    Contract(Noted),
    Procedure({Noted: Note}, [Needs(Note, known, note)], asks=[RULES_ADOPTED]),
)


def write(log: MemoryLog, id: str, place: str | None) -> None:
    data = {"text": "x"} if place is None else {"text": "x", "place": place}
    context = Context(id, OPERATOR, date(2027, 1, 1), "c", NOW + timedelta(hours=1))
    wire = {"type": "Note", "data": data}
    handle(log, NOTES, "79", f"note-{id}", wire, context, clock=lambda: NOW)


def told(log: MemoryLog) -> list[str]:
    """Let the registry adopt this program's rules; return the logs that were told."""

    def execute(code: str, stream: str, wire: Wire, context: Wire) -> object:
        return handle(log, ADOPTED, code, stream, wire, Context.from_wire(context))

    return adopt(log, execute, demonstration=True)


def verified(log: MemoryLog, order: Sequence[int] | None = None) -> str | None:
    """Return why a log is refused, its entries put in another order if told."""
    entries = log.follow("79", 0)
    return judged(chained([entries[n].raw] for n in order or range(len(entries))))


def judged(entries: Sequence[Recorded]) -> str | None:
    """Return why entries are refused."""
    run = Entries(Rules([NOTES, ADOPTED]))
    try:
        for entry in entries:
            run.check(entry)
        run.finish()
    except Failure as failure:
        return f"{failure.index}: {failure.detail}"
    return None


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> MemoryLog:
    """A log of three notes: one under the first rules, two under the second."""
    log = MemoryLog()
    write(log, "a", None)
    monkeypatch.setattr(rules, "RULES", 2)
    assert told(log) == ["79"]
    write(log, "b", "đây")
    write(log, "c", "kia")
    return log


def test_a_log_that_says_nothing_holds_by_the_first_rules_and_needs_no_event(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "RULES", rules.FIRST)
    log = MemoryLog()
    write(log, "a", None)
    assert told(log) == []
    assert log.head("79") == 1
    assert verified(log) is None


def test_an_upgrade_tells_each_log_once(grown: MemoryLog) -> None:
    assert [entry.type for entry in grown.follow("79", 0)] == [
        "Noted",
        "RulesAdopted",
        "Noted",
        "Noted",
    ]
    assert told(grown) == []
    with pytest.raises(Rejected, match="place-missing"):
        write(grown, "d", None)


def test_what_was_right_under_older_rules_is_right_for_ever(grown: MemoryLog) -> None:
    assert verified(grown) is None


def test_what_comes_after_is_judged_by_the_newer_rules(grown: MemoryLog) -> None:
    assert "place-missing" in str(verified(grown, (1, 0, 2, 3)))


def test_a_program_that_is_older_than_a_log_says_so(
    grown: MemoryLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "RULES", 1)
    assert "1: RulesAdopted bị từ chối, rules-unknown" in str(verified(grown))


def test_a_program_that_is_older_than_a_log_decides_nothing_by_its_number(
    grown: MemoryLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "RULES", 1)
    with pytest.raises(Unavailable, match="program-outdated"):
        write(grown, "d", None)
    assert len(grown.follow("79", 0)) == 4


def test_rules_do_not_fall(grown: MemoryLog) -> None:
    act = Act("79", "rules-79", date(2027, 1, 1), OPERATOR, "operator", "operator")
    command = ADOPTED.commands.parse({"type": "AdoptRules", "data": {"rules_number": 2}})
    built = command.build(act.given())
    assert list(ADOPTED.decider.decide(built, Adopted(2))) == []
    with pytest.raises(Rejected, match="rules-fall"):
        ADOPTED.decider.decide(built, Adopted(3))


def dated(log: MemoryLog, id: str, on: date, at: datetime = NOW, role: str = OPERATOR) -> None:
    """Note something on a day, at an instant."""
    context = Context(id, role, on, "c", at + timedelta(hours=1))
    wire = {"type": "Note", "data": {"text": "x", "place": "đây"}}
    handle(log, NOTES, "79", f"note-{id}", wire, context, clock=lambda: at)


@pytest.fixture
def real() -> MemoryLog:
    """A log that is no demonstration, whose first note has a day of its own."""
    log = MemoryLog()
    dated(log, "a", date(2026, 5, 5))

    def execute(code: str, stream: str, wire: Wire, context: Wire) -> object:
        return handle(log, ADOPTED, code, stream, wire, Context.from_wire(context))

    for demonstration in (False, False, True):
        adopt(log, execute, demonstration)
    return log


def test_a_log_says_once_and_for_ever_that_days_are_those_of_recording(real: MemoryLog) -> None:
    told = [entry for entry in real.follow("79", 0) if entry.type == "RulesAdopted"]
    assert [entry.data["days"] for entry in told] == ["recorded"]
    state = ADOPTED.fold(told)
    wire = {"type": "AdoptRules", "data": {"rules_number": rules.RULES, "days": "given"}}
    act = Act("79", "rules-79", date(2027, 1, 1), OPERATOR, "operator", "operator")
    with pytest.raises(Rejected, match="days-fall"):
        ADOPTED.decider.decide(ADOPTED.commands.parse(wire).build(act.given()), state)


@pytest.mark.parametrize(
    ("on", "at", "fits"),
    [
        (date(2027, 1, 1), datetime(2027, 1, 1, 16, 59, 59, 999999, tzinfo=UTC), True),
        (date(2027, 1, 1), datetime(2027, 1, 1, 17, tzinfo=UTC), False),
        (date(2027, 1, 2), datetime(2027, 1, 1, 17, tzinfo=UTC), True),
        (date(2027, 1, 2), datetime(2027, 1, 1, 16, 59, tzinfo=UTC), False),
        (date(2026, 12, 31), NOW, False),
        (date(2025, 1, 1), NOW, False),
    ],
)
def test_in_a_real_log_service_and_verifier_know_one_day_of_an_instant(
    real: MemoryLog, on: date, at: datetime, fits: bool
) -> None:
    if fits:
        dated(real, "b", on, at)
        assert verified(real) is None
        return
    with pytest.raises(Rejected, match="day-not-recorded"):
        dated(real, "b", on, at)
    forged = MemoryLog()
    dated(forged, "b", on if on <= at.date() else date(2026, 12, 1), at)
    entries = [*real.follow("79", 0), *forged.follow("79", 0)]
    told = judged(chained([entry.raw] for entry in entries))
    assert "day-not-recorded" in str(told)


def test_a_demonstration_is_told_so_and_acts_bear_any_day(grown: MemoryLog) -> None:
    dated(grown, "d", date(2026, 5, 5))
    assert verified(grown) is None
