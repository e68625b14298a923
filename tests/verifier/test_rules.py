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
from libs.log.memory import MemoryLog
from libs.rights import OPERATOR, InRole, Right
from services.cli.adoption import ADOPTED, adopt
from services.verifier.entries import Entries, Failure
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

    return adopt(log, execute)


def verified(log: MemoryLog, order: Sequence[int] | None = None) -> str | None:
    """Return why a log is refused, its entries put in another order if told."""
    entries = log.follow("79", 0)
    run = Entries(Rules([NOTES, ADOPTED]))
    try:
        for entry in chained([entries[n].raw] for n in order or range(len(entries))):
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
    assert list(ADOPTED.decider.decide(built, 2)) == []
    with pytest.raises(Rejected, match="rules-fall"):
        ADOPTED.decider.decide(built, 3)
