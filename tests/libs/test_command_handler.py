"""Carrying out a command: rights, versions, repeats and races, on a small counter aggregate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, ClassVar

import pytest

from libs.engine.aggregate import Aggregate
from libs.engine.commands import Context, handle
from libs.engine.procedure import Act, Needs, Procedure
from libs.kernel import canonical
from libs.kernel.decider import Decider, by_knowledge_alone
from libs.kernel.messages import Contract, between, given
from libs.kernel.problems import Conflict, Forbidden, Invalid, Problem, Rejected, Unavailable
from libs.log.entry import Answer, leaf_hash
from libs.log.memory import MemoryLog
from libs.rights import InRole, Right, Visibility
from tests.libs.entries import attempt, entries

ANYONE = InRole(("operator",))
NOW = datetime(2024, 10, 3, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Add:
    right: ClassVar[Right] = ANYONE
    amount: Annotated[int, between(0, 10)]
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class Added:
    right: ClassVar[Right] = ANYONE
    visibility: ClassVar[Visibility] = "public"
    amount: int
    on: date


def add(command: Add, limit: int, total: int) -> list[Added]:
    if total + command.amount > limit:
        raise Rejected("too-much", "Quá giới hạn.")
    return [Added(1, command.on)] * command.amount


def again(events: Sequence[Added], total: int, act: Act) -> Add:
    return Add(len(events), on=act.on)


def counter(limit: int) -> Aggregate[Add, int, Added]:
    """Return the counter with what is known of its limit."""
    needs = Needs(Add, lambda ask, act, command: limit, add)
    return Aggregate(
        "counter",
        Decider(0, by_knowledge_alone, lambda total, event: total + event.amount),
        Contract(Add, unknown="raise"),
        Contract(Added),
        Procedure({Added: again}, [needs]),
    )


CONTEXT = Context("k1", "s:operator", date(2024, 10, 3), "corr", NOW + timedelta(seconds=5))


def run(
    log: MemoryLog,
    amount: int = 2,
    limit: int = 100,
    context: Context = CONTEXT,
    clock: Callable[[], datetime] = lambda: NOW,
    actor: str | None = None,
    **changes: Any,
) -> Answer:
    wire = {"type": "Add", "data": {"amount": amount}}
    context = replace(context, **changes)
    if actor:
        context = replace(context, actor=actor)
    return handle(log, counter(limit), "79", "counter-a", wire, context, clock)


def test_a_command_brings_its_events_into_one_stream() -> None:
    log = MemoryLog()
    answer = run(log)
    assert (answer.position, answer.version, answer.types) == (2, 2, ("Added", "Added"))
    first, second = log.read("79", "counter-a")["counter-a"]
    assert canonical.decode(first.raw) == {
        "v": 1,
        "log": "79",
        "id": first.id,
        "stream": "counter-a",
        "ver": 1,
        "type": "Added",
        "at": "2024-10-03T08:00:00.000000Z",
        "on": "2024-10-03",
        "actor": "s:operator",
        "role": "operator",
        "org": "operator",
        "corr": "corr",
        "caus": "k1",
        "data": {"amount": 1, "on": "2024-10-03"},
    }
    assert second.envelope["prev"] == leaf_hash(first.raw).hex() == first.leaf.hex()
    assert first.id != second.id


def test_a_command_sent_twice_gets_its_old_answer_and_changes_nothing() -> None:
    log = MemoryLog()
    assert run(log, limit=2) == run(log, limit=2)
    assert log.head("79") == 2


@pytest.mark.parametrize(
    "change",
    [{"limit": 1}, {"expected_version": 7}],
    ids=["the rules", "the version"],
)
def test_an_old_answer_is_given_although_the_command_would_be_refused_now(
    change: dict[str, Any],
) -> None:
    log = MemoryLog()
    first = run(log)
    with pytest.raises(Problem):
        run(MemoryLog(), command_id="k2", **change)
    assert run(log, **change) == first


def test_a_command_that_changed_nothing_is_remembered_too() -> None:
    log = MemoryLog()
    nothing = run(log, amount=0)
    run(log, command_id="k2")
    assert run(log, amount=0) == nothing


def test_one_key_serves_one_message_of_an_actor() -> None:
    log = MemoryLog()
    run(log)
    with pytest.raises(Rejected) as refusal:
        run(log, amount=3)
    assert refusal.value.code == "command-id-reused"


def test_nobody_takes_the_key_of_another_actor() -> None:
    log = MemoryLog()
    theirs = attempt("note-a", 0, entries("note-a"), command="k1")
    taken = log.append(theirs)
    own = run(log)
    assert {each.envelope["caus"] for each in log.follow("79", 1)} == {"s:operator/k1"}
    assert (run(log), log.append(theirs)) == (own, taken)
    assert log.head("79") == 3
    with pytest.raises(Rejected) as refusal:
        run(log, amount=3)
    assert refusal.value.code == "command-id-reused"


def test_nobody_takes_a_key_by_a_command_that_changes_nothing() -> None:
    log = MemoryLog()
    log.append(attempt("note-a", 0, command="k1"))
    own = run(log)
    assert log.head("79") == 2
    assert run(log) == own


def test_nobody_is_told_that_somebody_else_has_used_a_key() -> None:
    log = MemoryLog()
    log.append(attempt("note-a", 0, entries("note-a"), command="k1"))
    for refused, wrong in ((Rejected, {"limit": 1}), (Forbidden, {"actor": "s:other"})):
        with pytest.raises(refused) as refusal:
            run(log, **wrong)
        assert refusal.value.code != "command-id-reused"


def test_the_version_a_caller_saw_must_still_hold() -> None:
    log = MemoryLog()
    run(log)
    assert run(log, command_id="k2", expected_version=2).version == 4
    with pytest.raises(Conflict) as refusal:
        run(log, command_id="k3", expected_version=2)
    assert refusal.value.code == "version-stale"


def test_who_may_not_is_not_told_how_far_a_stream_is() -> None:
    log = MemoryLog()
    run(log)
    with pytest.raises(Forbidden):
        run(log, command_id="k2", expected_version=1, actor="u:nobody")


def test_nothing_is_decided_past_the_deadline() -> None:
    with pytest.raises(Unavailable) as refusal:
        run(MemoryLog(), clock=lambda: NOW + timedelta(seconds=6))
    assert refusal.value.code == "deadline-passed"


def test_a_malformed_command_is_refused_before_anything_is_read() -> None:
    with pytest.raises(Invalid):
        run(MemoryLog(), amount=11)


def test_who_may_not_learns_that_before_the_rules_speak() -> None:
    with pytest.raises(Forbidden):
        run(MemoryLog(), amount=9, limit=1, actor="u:nobody")


def test_a_refused_command_leaves_no_trace() -> None:
    log = MemoryLog()
    with pytest.raises(Rejected):
        run(log, amount=5, limit=1)
    assert log.head("79") == 0
    assert run(log, amount=5, limit=10).version == 5


class Racing(MemoryLog):
    """A log into which somebody else writes just before each of the first `times` appends."""

    def __init__(self, times: Any) -> None:
        super().__init__()
        self.times = times

    def append(self, attempt: Any) -> Any:
        if self.times and attempt.command == "k1":
            self.times -= 1
            run(self, amount=1, command_id=f"other{self.times}")
        return super().append(attempt)


def test_a_command_is_decided_anew_when_somebody_was_faster() -> None:
    log = Racing(3)
    assert run(log).version == 5


def test_the_rules_are_asked_again_after_a_race() -> None:
    with pytest.raises(Rejected):
        run(Racing(1), limit=2)


def test_after_many_lost_races_the_conflict_is_told() -> None:
    with pytest.raises(Conflict):
        run(Racing(100))


def test_the_recorded_time_never_goes_back_within_a_stream() -> None:
    log = MemoryLog()
    run(log)
    run(log, command_id="k2", clock=lambda: NOW - timedelta(days=1))
    times = [e.envelope["at"] for e in log.read("79", "counter-a")["counter-a"]]
    assert times == sorted(times)


def test_a_context_survives_the_wire() -> None:
    context = replace(CONTEXT, claimed=("officer", "phong"), expected_version=3, min_position=9)
    assert Context.from_wire(context.to_wire()) == context


def test_a_dry_command_is_decided_and_leaves_no_trace() -> None:
    log = MemoryLog()
    run(log)
    answer = run(log, context=replace(CONTEXT, command_id="k2", dry=True))
    assert (answer.position, answer.version, answer.types) == (0, 4, ("Added", "Added"))
    assert log.head("79") == 2
    assert run(log, context=replace(CONTEXT, command_id="k2")).position == 4


def test_a_dry_command_is_refused_as_the_real_one_would_be() -> None:
    log = MemoryLog()
    with pytest.raises(Rejected, match="too-much"):
        run(log, limit=1, dry=True)
    with pytest.raises(Forbidden):
        run(log, actor="s:review", dry=True)


def test_a_context_says_on_the_wire_that_it_is_dry() -> None:
    dry = replace(CONTEXT, dry=True)
    assert Context.from_wire(dry.to_wire()) == dry
    assert Context.from_wire(CONTEXT.to_wire()) == CONTEXT
