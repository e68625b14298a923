"""One pass over a log: every act stated again and decided again by the services' own rules."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from libs.engine.aggregate import Aggregate, check_day, check_order, filled, recorded_on
from libs.engine.commands import EVENT_IDS
from libs.engine.procedure import SYSTEM, Act, NotAdmitted
from libs.engine.rules import DAYS_RECORDED, RULES_ADOPTED
from libs.kernel.problems import Problem, Wire
from libs.law.calendar import show
from libs.log.entry import Recorded, category_of
from libs.rights import Read
from services.verifier.awaited import Awaited, Consequences
from services.verifier.kept import Kept
from services.verifier.known import Known
from services.verifier.rules import Rules


class Refused(Exception):
    """An act that no honest service could have written: why, in Vietnamese; the entry's index."""

    def __init__(self, detail: str, index: int) -> None:
        super().__init__(detail)
        self.detail, self.index = detail, index


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, its envelope, and the event that its contract made of it."""

    recorded: Recorded
    envelope: Wire
    event: Any


class Acts:
    """Takes the entries of a log in order; raises `Refused`.

    `read` gives the streams that rights rest on, `learn` is told of each entry once its act is
    judged: what an act rested on stood before it. `at_hand`: how many states are not put away.
    """

    def __init__(
        self,
        rules: Rules,
        read: Read,
        learn: Callable[[Recorded], None],
        at_hand: int,
    ) -> None:
        self._aggregates = {each.category: each for each in rules.aggregates}
        asks = (ask for each in rules.aggregates for ask in each.procedure.asks)
        asked = (*asks, DAYS_RECORDED, RULES_ADOPTED)
        self._states: Kept[str] = Kept(at_hand)
        self._known = Known(asked, read, self._aggregates, self._states)
        self._consequences = Consequences(rules.reactions, self._brings)
        self._learn = learn
        self._latest: dict[str, str] = {}
        self._commands: set[bytes] = set()
        self._group: list[Entry] = []
        self._key: tuple[str, str] | None = None
        self._log = ""

    def take(self, entry: Entry) -> None:
        """Take the next entry; what is judged by it is the act before, once that is whole."""
        key = (entry.envelope["stream"], entry.envelope["caus"])
        if key != self._key:
            self._judge_group()
            self._key = key
        self._group.append(entry)

    def end(self) -> list[str]:
        """Judge the last act; raise `Refused` for what should have followed and never did.

        What may simply not have been done yet, its service not having come further, is returned.
        """
        self._judge_group()
        late: list[str] = []
        for name, awaited, surely in self._consequences.missing():
            said = f"{name} phải theo sau mục {awaited.cause} trong luồng {awaited.stream}"
            if surely:
                raise Refused(f"{said} và không có", awaited.cause)
            late.append(f"{said} và chưa có.")
        return late

    def _judge_group(self) -> None:
        if not self._group:
            return
        group, self._group = self._group, []
        index, envelope = group[0].recorded.position - 1, group[0].envelope
        act = Act(
            *(group[0].recorded.log, envelope["stream"], date.fromisoformat(envelope["on"])),
            *(envelope["actor"], envelope["role"], envelope["org"]),
        )
        self._log = act.log
        aggregate = self._aggregates[category_of(act.stream)]
        try:
            self._check_form(group, act)
            self._judge(aggregate, [entry.event for entry in group], envelope, act)
        except NotAdmitted as error:
            raise Refused(str(error), index + error.number) from None
        except Problem as problem:
            rule = f" ({problem.rule})" if problem.rule else ""
            name = type(group[0].event).__name__
            said = f"{name} bị từ chối, {problem.code}: {problem.detail}{rule}"
            raise Refused(said, index) from None
        self._take_in(aggregate, group, act)

    def _check_form(self, group: list[Entry], act: Act) -> None:
        """Raise `NotAdmitted` unless it is one act: its command id new, event ids made from it, one
        actor and day; `Problem` for a day before the stream's last act or not come yet."""
        envelope = group[0].envelope
        command = envelope["caus"]
        key = hashlib.sha256(command.encode()).digest()[:16]
        if key in self._commands:
            raise NotAdmitted(f"mã lệnh {command} xuất hiện trong hai việc")
        self._commands.add(key)
        said = _said(envelope)
        for n, entry in enumerate(group):
            if entry.envelope["id"] != _uuid5(EVENT_IDS, f"{act.log}/{command}/{n}"):
                raise NotAdmitted("mã sự kiện không phải mã tính từ mã lệnh", n)
            if n and _said(entry.envelope) != said:
                raise NotAdmitted("một việc có hai người, hai ngày hoặc hai thời điểm", n)
        check_order(act, self._latest.get(act.stream, ""))
        if self._known.fold(DAYS_RECORDED, act.log):
            check_day(act, envelope["at"])
        if act.on > recorded_on(envelope["at"]):
            raise NotAdmitted(f"ngày {show(act.on)} chưa đến khi ghi vào sổ")

    def _judge(
        self,
        aggregate: Aggregate[Any, Any, Any],
        events: list[Any],
        envelope: Mapping[str, Any],
        act: Act,
    ) -> None:
        state = self._states.get(act.stream, aggregate.decider.initial)
        command = self._consequences.came(
            envelope["caus"], act.stream, act.on, act.actor, envelope["corr"]
        )
        if command is not None:
            command = filled(command, act)
        elif act.role == SYSTEM and type(events[0]) not in aggregate.procedure.timed:
            raise NotAdmitted(f"{type(events[0]).__name__} không theo sau việc nào trong sổ")
        else:
            command = aggregate.procedure.restated(events, state, act)
        aggregate.admit(command, events, state, act, self._known)

    def _take_in(self, aggregate: Aggregate[Any, Any, Any], group: list[Entry], act: Act) -> None:
        on = group[0].envelope["on"]
        self._latest[act.stream] = max(on, self._latest.get(act.stream, ""))
        state = self._states.get(act.stream, aggregate.decider.initial)
        for entry in group:
            state = aggregate.decider.evolve(state, entry.event)
            self._learn(entry.recorded)
            self._known.learn(act, entry.event, entry.recorded)
        self._states.put(act.stream, state)
        # Only now: what a reaction rests on is all that this act brought about.
        for entry in group:
            envelope = entry.envelope
            self._consequences.expect(envelope["type"], entry.recorded, act.on, envelope["corr"])

    def _brings(self, awaited: Awaited) -> list[Any]:
        """Return what a reaction would bring about by now; nothing if it would be refused."""
        aggregate = self._aggregates[category_of(awaited.stream)]
        act = Act(
            *(self._log, awaited.stream, awaited.on),
            *(f"s:{awaited.service}", SYSTEM, awaited.service),
        )
        state = self._states.get(awaited.stream, aggregate.decider.initial)
        try:
            return [*aggregate.decide(filled(awaited.command, act), state, act, self._known)]
        except Problem:
            return []


def _said(envelope: Wire) -> tuple[object, ...]:
    """Return what all entries of an act have in common."""
    return (*_COMMON(envelope), envelope.get("cred"))


_COMMON = itemgetter("actor", "role", "org", "on", "corr", "at")


def _uuid5(space: uuid.UUID, name: str) -> str:
    """Return `uuid.uuid5(space, name).hex`, in a third of the time."""
    made = bytearray(hashlib.sha1(space.bytes + name.encode(), usedforsecurity=False).digest()[:16])
    made[6] = made[6] & 0x0F | 0x50
    made[8] = made[8] & 0x3F | 0x80
    return made.hex()
