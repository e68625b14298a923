"""A platform in memory: the handler, the services' rules and reactions, knowledge from the log."""

import contextlib
import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from libs.engine.aggregate import Aggregate
from libs.engine.commands import Context, handle
from libs.engine.knowledge import Knowledge
from libs.engine.procedure import Act, NotAdmitted
from libs.engine.reactions import command_id
from libs.files.received import Received
from libs.kernel import canonical
from libs.kernel.problems import Problem, Wire
from libs.log.entry import Answer, Attempt, Recorded, category_of, leaf_hash
from libs.log.memory import MemoryLog
from libs.people.vault import Hidden
from services.cli.catalogue import SERVICES
from services.verifier.entries import Entries
from services.verifier.form import Failure
from services.verifier.rules import Rules

LOG = "79"
RULES = Rules.of(SERVICES)
AGGREGATES: Mapping[str, Aggregate[Any, Any, Any]] = {
    each.category: each for each in RULES.aggregates
}
NOW = datetime(2027, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Order:
    """A command as somebody sent it."""

    id: str
    stream: str
    wire: Wire
    actor: str
    on: date
    received: Received | None = None
    claimed: tuple[str, str] | None = None


@dataclass(frozen=True)
class Done:
    """An act: the order behind it, its entries, whether it was a reaction."""

    order: Order
    raws: tuple[bytes, ...]
    reaction: bool


class Log(MemoryLog):
    """A memory log that finds a stream without looking at every entry."""

    def __init__(self) -> None:
        super().__init__()
        self._streams: dict[str, list[Recorded]] = {}
        self._seen = 0

    def append(self, attempt: Attempt) -> Answer:
        """Append, all or nothing."""
        answer = super().append(attempt)
        for event in self.follow(LOG, self._seen, 10_000):
            self._streams.setdefault(event.stream, []).append(event)
        self._seen = self.head(LOG)
        return answer

    def read(self, log: str, *streams: str) -> Mapping[str, Sequence[Recorded]]:
        """Return each stream from its first entry on."""
        return {stream: list(self._streams.get(stream, ())) for stream in streams}


class Platform:
    """Carries out orders and what follows from them; remembers each act with its order."""

    def __init__(self, clock: Callable[[], datetime] = lambda: NOW) -> None:
        self.log = Log()
        self._clock = clock
        self._knowledge = Knowledge(self.log)
        self._reacted = 0
        self.acts: list[Done] = []

    def would(self, order: Order) -> bool:
        """Return whether an order would bring something about."""
        try:
            return bool(self._handle(order, "c", dry=True).types)
        except Problem:
            return False

    def send(self, order: Order, reaction: bool = False, corr: str = "c") -> Sequence[Recorded]:
        """Carry out one order; return its entries; raises `Problem`."""
        head = self.log.head(LOG)
        self._handle(order, corr)
        entries = self.log.follow(LOG, head, 10_000)
        if entries:
            self.acts.append(Done(order, tuple(each.raw for each in entries), reaction))
        return entries

    def brings(self, order: Order, said: Sequence[bytes], corr: str) -> bool:
        """Return whether an order would be answered with just these entries, but for their place
        and instant."""
        decided = Deciding(self.log)
        try:
            self._handle(order, corr, log=decided)
        except (Problem, TypeError):
            return False
        return [body(raw) for raw in decided.entries] == [body(raw) for raw in said]

    def settle(self) -> None:
        """Let every reaction follow."""
        while page := self.log.follow(LOG, self._reacted):
            for event in page:
                self._reacted = event.position
                for order, corr in reactions(event):
                    with contextlib.suppress(Problem):
                        self.send(order, True, corr)

    def do(self, stream: str, command: str, actor: str, on: date, /, **data: Any) -> None:
        """Send one order and let all follow from it; raises `Problem`."""
        wire = {"type": command, "data": data}
        self.send(Order(f"k{len(self.acts)}", stream, wire, actor, on))
        self.settle()

    def receive(self, stream: str, actor: str, on: date, name: str, told: Received) -> None:
        """Record a file as the gateway does that took it in."""
        wire = {"type": "ReceiveFile", "data": {"name": name}}
        self.send(Order(f"k{len(self.acts)}", stream, wire, actor, on, told))
        self.settle()

    def _handle(self, order: Order, corr: str, dry: bool = False, log: Any = None) -> Answer:
        deadline = self._clock() + timedelta(hours=1)
        about = (order.id, order.actor, order.on, corr, deadline)
        context = Context(*about, claimed=order.claimed, dry=dry, received=order.received)
        aggregate = AGGREGATES[category_of(order.stream)]
        return handle(
            *(log or self.log, aggregate, LOG, order.stream, order.wire, context),
            clock=self._clock,
            vault=VAULT,
            knowledge=self._knowledge,
        )


class _Keys:
    """A key for every subject, the same on every platform."""

    def get(self, name: str) -> bytes:
        """Return the key of a subject."""
        return hashlib.sha256(name.encode()).digest()


class ForgetfulVault:
    """Makes the commitments that a vault would make, and keeps no text."""

    keys = _Keys()

    def hide(self, log: str, stream: str, command: str, texts: Any) -> Hidden:
        """Return the private texts of a command as commitments."""
        return Hidden(VAULT, (log, stream), command, texts)

    def put(self, *_: Any) -> None:
        """Keep nothing."""


VAULT: Any = ForgetfulVault()


class Deciding(MemoryLog):
    """Another log as it stands; what is appended goes nowhere."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log
        self.entries: Sequence[bytes] = ()
        self.read = log.read  # type: ignore[method-assign]
        self.answer = log.answer  # type: ignore[method-assign]

    def append(self, attempt: Attempt) -> Answer:
        """Remember what would be appended."""
        self.entries = attempt.entries
        return Answer(0, 0, ())


def reactions(event: Recorded) -> Iterable[tuple[Order, str]]:
    """Yield the orders that follow from an event, with the correlation id they bear."""
    for service, react in RULES.reactions:
        for n, (stream, command) in enumerate(react(event)):
            wire = AGGREGATES[category_of(stream)].commands.dump(command)
            id = command_id(service, event.id, n)
            yield Order(id, stream, wire, f"s:{service}", event.on), event.envelope["corr"]


class Chain:
    """Puts entries together anew: positions, versions and `prev` made good."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, bytes]] = {}
        self._size = 0

    def add(self, raws: Sequence[bytes]) -> Iterator[Recorded]:
        """Yield the next entries as they stand in the chain."""
        for raw in raws:
            entry = canonical.decode(raw)
            version, leaf = self._last.get(entry["stream"], (0, b""))
            entry["ver"] = version + 1
            entry.pop("prev", None)
            if leaf:
                entry["prev"] = leaf.hex()
            made = canonical.encode(entry)
            self._size += 1
            self._last[entry["stream"]] = (version + 1, leaf_hash(made))
            yield Recorded(LOG, self._size, made, leaf_hash(made))


def chained(acts: Iterable[Sequence[bytes]]) -> list[Recorded]:
    """Return entries put together anew."""
    chain = Chain()
    return [entry for raws in acts for entry in chain.add(raws)]


def verdict(entries: Sequence[Recorded]) -> str | None:
    """Return why the verifier refuses a history, with the index; None if it does not."""
    run = Entries(RULES)
    try:
        for event in entries:
            run.check(event)
        run.finish()
    except Failure as failure:
        return f"{failure.index}: {failure.detail}"
    return None


class Honest:
    """The services, given the very orders of acts: would they write them?

    Nothing of the verifier is used: orders are sent, entries compared but for place and instant.
    """

    def __init__(self) -> None:
        self.platform = Platform()
        self._due: dict[str, tuple[Order, str, int, bool]] = {}
        self._newest: dict[str, int] = {}

    def take(self, done: Done) -> str | None:
        """Take the next act; return why the services would not write it."""
        platform, order, corr = self.platform, done.order, "c"
        if done.reaction:
            if order.id not in self._due:
                return f"{order.stream}: nothing asks for this reaction"
            order, corr, cause, _ = self._due.pop(order.id)
            self._newest[order.actor] = max(self._newest.get(order.actor, 0), cause)
        brings = partial(platform.brings, said=done.raws, corr=corr)
        if not brings(order):
            # Another command may lead there: the one that the events themselves state.
            other = None if done.reaction else restated(done, platform)
            if other is None or not brings(other):
                return f"{order.wire['type']}: refused, or brings other events"
            order = other
        for event in platform.send(order, done.reaction, corr):
            for asked, corr in reactions(event):
                self._due[asked.id] = (asked, corr, event.position, platform.would(asked))
        return None

    def end(self) -> str | None:
        """Return what they would have done by now, and was not."""
        for order, _, cause, at_once in self._due.values():
            late = at_once and cause < self._newest.get(order.actor, 0)
            if late and self.platform.would(order):
                return f"{order.stream}: owed"
        return None


def producible(acts: Sequence[Done]) -> str | None:
    """Return why the services, given the very orders in this order, would not write these acts."""
    honest = Honest()
    for done in acts:
        told = honest.take(done)
        if told is not None:
            return told
    return honest.end()


def restated(done: Done, platform: Platform) -> Order | None:
    """Return the order that an act's events state again, None if they state none."""
    order = done.order
    aggregate = AGGREGATES[category_of(order.stream)]
    envelopes = [canonical.decode(raw) for raw in done.raws]
    state = aggregate.fold(platform.log.read(LOG, order.stream)[order.stream])
    act = Act(LOG, order.stream, order.on, *(envelopes[0][key] for key in ("actor", "role", "org")))
    try:
        events = [aggregate.events.event(envelope) for envelope in envelopes]
        command = aggregate.procedure.restated(events, state, act)
    except NotAdmitted:
        return None
    wire = aggregate.commands.dump(command)
    return replace(order, wire=wire, received=getattr(command, "received", None))


def body(raw: bytes) -> Any:
    """Return an entry without its place and instant."""
    entry = canonical.decode(raw)
    return {key: value for key, value in entry.items() if key not in ("ver", "prev", "at")}


def again(done: Done, number: int) -> Done:
    """Return the same act under a command id of its own."""
    from libs.engine.commands import EVENT_IDS

    id = uuid.uuid5(uuid.NAMESPACE_OID, f"{done.order.id}/{number}").hex
    made = []
    for n, raw in enumerate(done.raws):
        entry = {**canonical.decode(raw), "caus": id}
        entry["id"] = uuid.uuid5(EVENT_IDS, f"{LOG}/{id}/{n}").hex
        made.append(canonical.encode(entry))
    order = replace(done.order, id=id)
    return Done(order, tuple(made), done.reaction)
