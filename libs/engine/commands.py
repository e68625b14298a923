"""One command on one stream: check the right, decide, append; repeat if another one was faster."""

import unicodedata
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from libs.engine.aggregate import Aggregate, check_day, check_order, recorded_on
from libs.engine.knowledge import Knowledge, LogAsk
from libs.engine.procedure import Act
from libs.engine.rules import DAYS_RECORDED, RULES_ADOPTED, rules_of
from libs.engine.states import Known
from libs.files.received import Received
from libs.kernel import canonical
from libs.kernel.messages import Parsed, privates
from libs.kernel.problems import Conflict, Invalid, Problem, Rejected, Unavailable, Wire
from libs.law.calendar import VIETNAM
from libs.log.entry import (
    Answer,
    Attempt,
    EventLog,
    Origin,
    envelope,
    leaf_hash,
)
from libs.people.vault import Hidden, KeyTaken, Vault
from libs.rights import OPERATOR, Reading, permit

ATTEMPTS = 8
"""How often a command is decided anew, if the caller named no version, before `Conflict`."""
EVENT_IDS = uuid.UUID("6b1d2f43-6f0e-5d0a-9d51-4b8a3d7c2e10")


@dataclass(frozen=True, slots=True)
class Context:
    """What travels with a command: who, when, until when, seen at which version and position.

    `on` is the legal date (Vietnamese calendar); `deadline` the instant, UTC, after which the
    caller no longer waits for the answer; `claimed` one (role, org) to act as, else the first grant
    that fits. `dry`: decide, and write nothing. `received` is a file that came in whole just
    before, `cred` the key or session that the actor showed: what the gateway, and no caller, says.
    """

    command_id: str
    actor: str
    on: date
    corr: str
    deadline: datetime
    expected_version: int | None = None
    min_position: int = 0
    claimed: tuple[str, str] | None = None
    dry: bool = False
    received: Received | None = None
    cred: str = ""

    def to_wire(self) -> Wire:
        """Return the context as JSON."""
        return {
            "command_id": self.command_id,
            "actor": self.actor,
            "on": self.on.isoformat(),
            "corr": self.corr,
            "deadline": self.deadline.isoformat(),
            "expected_version": self.expected_version,
            "min_position": self.min_position,
            "claimed": list(self.claimed) if self.claimed else None,
            "dry": self.dry,
            "received": asdict(self.received) if self.received else None,
            "cred": self.cred,
        }

    @classmethod
    def from_wire(cls, wire: Wire) -> "Context":
        """Return the context that `to_wire` wrote."""
        claimed, received = wire.get("claimed"), wire.get("received")
        return cls(
            wire["command_id"],
            wire["actor"],
            date.fromisoformat(wire["on"]),
            wire["corr"],
            datetime.fromisoformat(wire["deadline"]),
            wire.get("expected_version"),
            wire.get("min_position") or 0,
            (claimed[0], claimed[1]) if claimed else None,
            bool(wire.get("dry")),
            Received(**received) if received else None,
            str(wire.get("cred") or ""),
        )

    def check_deadline(self, now: datetime) -> None:
        """Raise `Unavailable` ("deadline-passed") when nobody waits any more."""
        if now > self.deadline:
            raise Unavailable("deadline-passed", "Yêu cầu đã quá hạn chờ; hãy gửi lại.")


def now() -> datetime:
    """Return the present instant, UTC."""
    return datetime.now(UTC)


def by_operator(id: str, instant: datetime) -> Context:
    """Return the context of a command that the program itself gives at an instant (UTC)."""
    on = instant.astimezone(VIETNAM).date()
    return Context(id, OPERATOR, on, id, instant + timedelta(minutes=1))


def handle(
    log: EventLog,
    aggregate: Aggregate[Any, Any, Any],
    code: str,
    stream: str,
    wire: Wire,
    context: Context,
    clock: Callable[[], datetime] = now,
    vault: Vault | None = None,
    knowledge: Knowledge | None = None,
) -> Answer:
    """Carry out one command on `stream` of log `code`; return once its events are on disk.

    A dry one is answered with what would follow, at position 0, and leaves no trace. Private texts
    go into `vault`, and into nothing else. A command id that somebody else has used is free: the
    act is then recorded under the id with its actor before it. Raises TypeError if there is no
    vault, `Invalid`, `Forbidden`, `NotFound`, `Rejected`; `Conflict` when the stream is not at the
    version the caller named, or others were faster `ATTEMPTS` times; `Unavailable`.
    """
    try:
        return _handle(log, aggregate, code, stream, wire, context, clock, vault, knowledge)
    except Rejected as refusal:
        id = context.command_id
        own = "/" in id or log.actor_of(code, id) == context.actor
        if refusal.code != "command-id-reused" or own:
            raise
        # A slash: no caller can take this one either.
        apart = replace(context, command_id=f"{context.actor}/{id}")
        return _handle(log, aggregate, code, stream, wire, apart, clock, vault, knowledge)


def _handle(
    log: EventLog,
    aggregate: Aggregate[Any, Any, Any],
    code: str,
    stream: str,
    wire: Wire,
    context: Context,
    clock: Callable[[], datetime],
    vault: Vault | None,
    knowledge: Knowledge | None,
) -> Answer:
    """Carry out a command under the id that it has; raises as `handle`."""
    context.check_deadline(clock())
    parsed = aggregate.commands.parse(wire)
    hidden = _hidden(vault, code, stream, parsed, context)
    plain = _plain(wire.get("data", {}))
    message = [context.actor, stream, wire["type"], plain]
    if context.received:
        message.append(asdict(context.received))
    digest = hidden.digest(message) if hidden else canonical.digest(message)
    order = _Order(aggregate, code, stream, parsed, plain, hidden, digest, context)
    if hidden or context.dry:
        # Erased names must not be kept again; and a dry command never reaches the append.
        old = log.answer(code, context.command_id, digest)
        if old is not None:
            return old
    try:
        return _carry_out(log, order, clock, knowledge or Knowledge(log))
    except KeyTaken:
        return _handle(log, aggregate, code, stream, wire, context, clock, vault, knowledge)
    except Unavailable:
        raise
    except Problem:
        # A repeated command is answered by the append; this one did not get that far.
        old = log.answer(code, context.command_id, digest)
        if old is None:
            raise
        return old


@dataclass(frozen=True, slots=True)
class _Order:
    """A command on its way: as sent (`plain`), checked, and without its private texts."""

    aggregate: Aggregate[Any, Any, Any]
    code: str
    stream: str
    parsed: Parsed[Any]
    plain: Any
    hidden: Hidden | None
    digest: str
    context: Context


def _carry_out(
    log: EventLog,
    order: _Order,
    clock: Callable[[], datetime],
    knowledge: Knowledge,
) -> Answer:
    """Decide and append, again when others were faster; raises as `handle`, and `KeyTaken`."""
    code, stream, context = order.code, order.stream, order.context
    for attempt in range(ATTEMPTS):
        foreseen = knowledge.foresight.streams(order.parsed.kind, code, stream, context.actor)
        known, ahead = knowledge.states.now(order.aggregate, code, stream, foreseen)
        at = _instant(clock(), known)
        decided = _decide(
            order, known, knowledge, at, Reading(lambda *names: log.read(code, *names), ahead)
        )
        entries = _entries(order, known, decided, at)
        if context.dry:
            types = tuple(type(event).__name__ for event in decided.events)
            return Answer(0, known.version + len(entries), types)
        try:
            if order.hidden:
                # First: an event whose commitments the vault cannot open could never be repaired.
                order.hidden.keep()
            return log.append(
                Attempt(
                    code,
                    stream,
                    known.version,
                    entries,
                    context.command_id,
                    order.digest,
                    decided.guards if entries else {},
                    decided.quiet if entries else None,
                )
            )
        except Conflict:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


@dataclass(frozen=True, slots=True)
class _Decided:
    """What a command brings about, as which act, and what must not change until it is appended."""

    events: Sequence[Any]
    act: Act
    guards: Mapping[str, int]
    quiet: tuple[frozenset[str], int] | None


def _decide(
    order: _Order,
    known: Known[Any],
    knowledge: Knowledge,
    at: str,
    read: Reading,
) -> _Decided:
    """Return what the rules bring about; raises what they refuse with, `Conflict` if the stream is
    not as the caller saw it: whoever has no right to it is not told how far it is.

    Raises TypeError if an auditor who stated the command again would not find the same events.
    """
    aggregate, stream, context = order.aggregate, order.stream, order.context
    permission = permit(
        *(order.parsed.kind.right, context.actor, stream, context.on, read),
        *(context.claimed, order.plain, _rules(order.code, read)),
    )
    if context.expected_version not in (None, known.version):
        raise _stale(context.expected_version or 0, known.version)
    act = Act(*(order.code, stream, context.on, context.actor, permission.role, permission.org))
    hidden = order.hidden.commitments if order.hidden else {}
    given = {**act.given(), "received": context.received}
    command = order.parsed.build(given, hidden)
    asks = (*aggregate.procedure.asks, RULES_ADOPTED)
    with LogAsk(order.code, read, knowledge, asks) as ask:
        state = known.state
        events = aggregate.decide(command, state, act, ask)
        if events:
            # Last: whatever else is wrong is said first, and what holds already has no day.
            check_order(act, known.on)
            if act.on != recorded_on(at) and _days_recorded(order.code, read, knowledge):
                check_day(act, at)
            aggregate.check_repeatable(command, events, state, act, ask)
    knowledge.foresight.learn(
        *(order.parsed.kind, order.code, stream, context.actor), asked=read.asked
    )
    return _Decided(events, act, read.guards(stream), ask.quiet)


def _rules(code: str, read: Reading) -> int:
    """Return the number of the rules that hold in the log."""
    stream = f"{RULES_ADOPTED.category}-{code}"
    return rules_of(read(stream)[stream])


def _days_recorded(code: str, read: Reading, knowledge: Knowledge) -> bool:
    """Return whether acts in the log bear the day of their recording."""
    stream = f"{DAYS_RECORDED.category}-{code}"
    return knowledge.fold(code, DAYS_RECORDED, stream, read(stream)[stream])


def _instant(now: datetime, known: Known[Any]) -> str:
    """Return when an act is recorded: now, and never before the last one of its stream."""
    at = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return max(at, known.at)


def _hidden(
    vault: Vault | None, code: str, stream: str, parsed: Parsed[Any], context: Context
) -> Hidden | None:
    """Return the private texts of a command as commitments, None for a command without any."""
    if not privates(parsed.kind):
        return None
    if vault is None:
        raise TypeError(f"{parsed.kind.__name__} has private texts and there is no vault")
    return vault.hide(code, stream, context.command_id, parsed.private)


def _plain(data: Any) -> Any:
    """Return `data` with its text in NFC: one command has one digest however it was typed."""
    if isinstance(data, str):
        return unicodedata.normalize("NFC", data)
    if isinstance(data, list):
        return [_plain(item) for item in data]
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    return data


def _stale(expected: int, actual: int) -> Conflict:
    detail = f"Bản đã đọc là phiên bản {expected}, nay hồ sơ ở phiên bản {actual}; hãy đọc lại."
    return Conflict("version-stale", detail, rule="If-Match")


def _entries(order: _Order, known: Known[Any], decided: _Decided, at: str) -> list[bytes]:
    context, act, code = order.context, decided.act, order.code
    about = (act.actor, act.role, act.org, act.on, context.corr, context.command_id)
    origin = Origin(*about, context.cred)
    previous = known.leaf
    entries: list[bytes] = []
    for n, event in enumerate(decided.events):
        if event.right != order.parsed.kind.right:
            raise TypeError(
                f"{type(event).__name__} asks another right than the command that brought it"
            )
        event_id = uuid.uuid5(EVENT_IDS, f"{code}/{context.command_id}/{n}").hex
        body = order.aggregate.events.dump(event)
        version = known.version + 1 + n
        try:
            raw = envelope(code, act.stream, version, previous, at, origin, body, event_id)
        except ValueError as error:
            raise Invalid("event-too-large", f"Nội dung quá lớn: {error}") from error
        entries.append(raw)
        previous = leaf_hash(raw)
    return entries
