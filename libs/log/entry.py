"""The event log: what an entry holds, what a log can do; `memory` and `postgres` are two of them.

A log belongs to one province and is named by its code ("79"). Positions in it run 1, 2, 3, ...
without a gap; versions in a stream do too. An entry is its bytes: canonical JSON, hashed as they
stand.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from typing import Protocol

import orjson

from libs.kernel import canonical
from libs.kernel.problems import Conflict, Rejected, Unavailable, Wire

FORMAT = 1
"""The envelope's own version, its key `v`."""
MAX_BYTES = 65_535
"""The most bytes one entry may have, so that C2SP entry bundles can hold it."""


def leaf_hash(raw: bytes) -> bytes:
    """Return the RFC 6962 leaf hash of an entry, 32 bytes."""
    return hashlib.sha256(b"\x00" + raw).digest()


def category_of(stream: str) -> str:
    """Return the category of `stream`, what stands before its only dash."""
    return stream.partition("-")[0]


@dataclass(frozen=True)
class Recorded:
    """One entry of a log, as stored. `position` counts from 1; its leaf index is `position - 1`."""

    log: str
    position: int
    raw: bytes
    leaf: bytes

    @cached_property
    def envelope(self) -> Wire:
        """The entry's JSON object, keys as in docs/design.md; trusted to be canonical."""
        return dict(orjson.loads(self.raw))

    @property
    def id(self) -> str:
        """The event's own id, 32 hexadecimal digits."""
        return str(self.envelope["id"])

    @property
    def stream(self) -> str:
        """The stream, `category-id`."""
        return str(self.envelope["stream"])

    @property
    def version(self) -> int:
        """The version in its stream, from 1."""
        return int(self.envelope["ver"])

    @property
    def type(self) -> str:
        """The event's type, a name in the past tense."""
        return str(self.envelope["type"])

    @property
    def on(self) -> date:
        """The legal date of the act, Vietnamese calendar."""
        return date.fromisoformat(self.envelope["on"])

    @property
    def data(self) -> Wire:
        """The event's own fields."""
        return dict(self.envelope["data"])


@dataclass(frozen=True, slots=True)
class Answer:
    """What an accepted command got: a position to wait for, the stream's version, the types.

    `position` is that of the command's last event, or the log's head when it brought none. `leaf`
    is that event's where it was recorded just now; of a command that came before nobody looks.
    """

    position: int
    version: int
    types: tuple[str, ...]
    leaf: bytes | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is to be appended, all or nothing, to one stream.

    `expected` is the version the stream must have; `guards` are further streams and the versions
    they must still have, so that what a decision rested on has not changed under it. `command` is
    remembered with `digest` (64 hexadecimal digits): the same again gets the old answer, another
    digest `Rejected`. `quiet` are types of which no event may have come after a position: what an
    index across streams has not heard.
    """

    log: str
    stream: str
    expected: int
    entries: Sequence[bytes]
    command: str
    digest: str
    guards: Mapping[str, int] = field(default_factory=dict)
    quiet: tuple[frozenset[str], int] | None = None


class EventLog(Protocol):
    """An append-only log per province. Every method may raise `Unavailable`."""

    def append(self, attempt: Attempt) -> Answer:
        """Append; return once it is on disk.

        Raises `Conflict` ("version-conflict") when the stream or a guard has moved on, or an event
        came of what should have stayed quiet, `Rejected`
        ("command-id-reused") when the command id came before with another digest, `Forbidden`
        ("type-not-owned") when this writer may not record such an event, `Rejected`
        ("log-not-founded"), `Unavailable` ("log-broken"), ValueError for what is no entry at all.
        """

    def answer(self, log: str, command: str, digest: str) -> Answer | None:
        """Return the old answer to `command`, None if new; raises `Rejected` as `append` does."""

    def actor_of(self, log: str, command: str) -> str | None:
        """Return who gave a command, None for one that nobody gave or that brought no event."""

    def read(self, log: str, *streams: str) -> Mapping[str, Sequence[Recorded]]:
        """Return the whole of each stream, in order of version; an unknown one is empty."""

    def since(self, log: str, versions: Mapping[str, int]) -> Mapping[str, Sequence[Recorded]]:
        """Return of each stream the entries from a version on, that one included, in order."""

    def follow(self, log: str, after: int, limit: int = 500) -> Sequence[Recorded]:
        """Return up to `limit` entries from position `after + 1` on, in order, none skipped.

        What is returned may not be on disk yet: `flush` before it leaves this database.
        """

    def heard(self, log: str, types: Collection[str], after: int, until: int) -> Sequence[Recorded]:
        """Return the entries of these types at positions `after + 1` to `until`, in order."""

    def head(self, log: str) -> int:
        """Return the last position, 0 for a log without entries."""

    def flush(self) -> None:
        """Return once everything that could be read before the call is on disk."""

    def logs(self) -> Sequence[str]:
        """Return the codes of the logs that have entries, sorted."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who does something, as what, for whom, when: what a command fixes of the envelope.

    `cred` names the key or session by which the actor was known, empty where the program acts.
    """

    actor: str
    role: str
    org: str
    on: date
    corr: str
    caus: str
    cred: str = ""


def envelope(
    log: str,
    stream: str,
    version: int,
    previous: bytes | None,
    at: str,
    act: Origin,
    body: Wire,
    id: str,
) -> bytes:
    """Return the canonical bytes of one entry; `body` is what `Contract.dump` gave.

    `at` is the instant of recording, UTC, RFC 3339 with microseconds and "Z"; `previous` the leaf
    hash of the stream's entry before this one. Raises `canonical.NotCanonical`, ValueError if too
    long.
    """
    entry: Wire = {
        "v": FORMAT,
        "log": log,
        "id": id,
        "stream": stream,
        "ver": version,
        "at": at,
        "on": act.on.isoformat(),
        "actor": act.actor,
        "role": act.role,
        "org": act.org,
        "corr": act.corr,
        "caus": act.caus,
        **body,
    }
    if act.cred:
        entry["cred"] = act.cred
    if previous is not None:
        entry["prev"] = previous.hex()
    raw = canonical.encode(entry)
    if len(raw) > MAX_BYTES:
        raise ValueError(f"an entry of {len(raw)} bytes; the most is {MAX_BYTES}")
    return raw


def types_of(entries: Iterable[bytes]) -> tuple[str, ...]:
    """Return the types of raw entries, in order."""
    return tuple(str(canonical.decode(raw)["type"]) for raw in entries)


def record(log: str, position: int, raw: bytes) -> Recorded:
    """Return the entry with these bytes at this position."""
    return Recorded(log, position, raw, leaf_hash(raw))


def conflict(stream: str, expected: int, actual: int) -> Conflict:
    """Return the refusal of an append that came second."""
    detail = f"Luồng {stream} đã ở phiên bản {actual}, không còn ở phiên bản {expected}."
    return Conflict("version-conflict", detail, rule="expected version")


def unquiet(log: str, type: str, after: int) -> Conflict:
    """Return the refusal of an append that rested on what has been overtaken."""
    detail = f"Sổ {log} đã có sự kiện {type} mới sau vị trí {after}."
    return Conflict("version-conflict", detail, rule="expected version")


def command_reused(command: str) -> Rejected:
    """Return the refusal of an old command id with a new message."""
    detail = f"Mã lệnh '{command}' đã dùng cho một nội dung khác."
    return Rejected("command-id-reused", detail, rule="Idempotency-Key")


def not_founded(log: str) -> Rejected:
    """Return the refusal of an append to a log that this installation does not keep."""
    return Rejected("log-not-founded", f"Hệ thống này không giữ sổ '{log}'.", rule="log.founded")


def broken(log: str, since: datetime, index: int, why: str) -> Unavailable:
    """Return the refusal of every act while a log is not the one that was signed.

    `index` is the first entry that is known to differ, from 0; -1 where none is known.
    """
    at = since.astimezone(timezone(timedelta(hours=7)))
    where = f", từ mục có chỉ số {index}" if index >= 0 else ""
    detail = (
        f"Sổ {log} hỏng từ {at:%H:%M ngày %d/%m/%Y}{where}: {why} Không ghi thêm gì cho đến khi "
        "người vận hành khôi phục sổ."
    )
    return Unavailable("log-broken", detail, rule="sổ ghi phải là sổ đã ký")
