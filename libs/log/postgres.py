"""The log in PostgreSQL; its tables and the one procedure that writes them are in schema.sql."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import psycopg2
from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]
from psycopg2 import sql

from libs.kernel.problems import Forbidden
from libs.log.database import INFRASTRUCTURE, Cursor, Database, away, connect, reachable
from libs.log.entry import (
    Answer,
    Attempt,
    Recorded,
    broken,
    command_reused,
    conflict,
    leaf_hash,
    not_founded,
    unquiet,
)
from libs.log.joined import Joined

RETRY_SECONDS = 0.05
_REPLAY = (
    "copy (select position, raw, leaf from log.event where log = {log} and position > {after}"
    " order by position) to stdout (format binary)"
)
_HEADER = 19
"""Bytes before the first row of a binary COPY."""
AGAIN = "again "
"""How the log begins its answer to a command that came before."""
_TRAILER = 2
"""Bytes of the row that ends it."""
_BATCH = 100


class Missing(RuntimeError):
    """A position of a log has no entry, and later ones have."""

    def __init__(self, log: str, position: int) -> None:
        super().__init__(f"log {log}: position {position} is missing")
        self.position = position


class PostgresLog:
    """A log in schema `log` of `db`, which need not search it.

    A call whose connection fails is repeated for up to `patience` seconds, then raises
    `Unavailable` ("database-away"). An append is repeated under the same command id, so one that
    was committed before the connection broke gets its answer, and none is done twice.
    """

    _record = "call log.record(%s, %s::log.attempt[], null)"

    def __init__(self, db: Database, patience: float = 10.0) -> None:
        self._db = db
        self._patience = patience
        self._joined = Joined(self._alone, self._together)

    def append(self, attempt: Attempt) -> Answer:
        """Append in one round trip, or in that of others who append at the same time.

        Raises ValueError for an entry that does not fit its place.
        """
        until = time.monotonic() + self._patience
        if len(attempt.entries) != 1:
            return self._alone(attempt, until)
        return self._joined.append(attempt, until)

    def _alone(self, attempt: Attempt, until: float) -> Answer:
        try:
            (((answer,),),) = self._ask(self._record, attempt.log, [row(attempt)], until=until)
        except psycopg2.errors.UniqueViolation:
            old = self.answer(attempt.log, attempt.command, attempt.digest)
            if old is None:
                raise
            return old
        except psycopg2.DatabaseError as error:
            raise _refusal(attempt, error) from error
        return _answer(attempt, answer)

    def _together(self, attempts: Sequence[Attempt]) -> Sequence[Answer | None]:
        """Append in one transaction what fits of single events; nothing where anything fails."""
        try:
            with self._db.autocommit() as db:
                db.execute(self._record, (attempts[0].log, [row(one) for one in attempts]))
                ((answers,),) = db.fetchall()
        except (psycopg2.Error, ValueError):
            return [None] * len(attempts)
        return [told and _answer(one, told) for one, told in zip(attempts, answers, strict=True)]

    def answer(self, log: str, command: str, digest: str) -> Answer | None:
        """Return the old answer to a command, on disk by then."""
        rows = self._ask(
            "select digest, last, version, types from log.command where log = %s and command = %s",
            log,
            command,
        )
        for known, position, version, types in rows:
            if known != digest:
                raise command_reused(command)
            self.flush()
            return Answer(position, version, tuple(types))
        return None

    def actor_of(self, log: str, command: str) -> str | None:
        """Return who gave a command that brought events."""
        statement = "select raw::json ->> 'actor' from log.event where log = %s and command = %s"
        return next((str(actor) for (actor,) in self._ask(statement, log, command)), None)

    def read(self, log: str, *streams: str) -> Mapping[str, Sequence[Recorded]]:
        """Return each stream from its first entry on; one round trip for all of them."""
        found: dict[str, list[Recorded]] = {stream: [] for stream in streams}
        rows = self._ask(
            "select stream, position, raw, leaf from log.event"
            " where log = %s and stream = any(%s) order by stream, ver",
            log,
            list(streams),
        )
        for stream, position, raw, leaf in rows:
            found[stream].append(Recorded(log, position, raw.encode(), bytes(leaf)))
        return found

    def since(self, log: str, versions: Mapping[str, int]) -> Mapping[str, Sequence[Recorded]]:
        """Return of each stream the entries from a version on; one round trip for all of them."""
        found: dict[str, list[Recorded]] = {stream: [] for stream in versions}
        rows = self._ask(
            "select e.* from unnest(%s::text[], %s::integer[]) as asked(stream, ver), lateral ("
            " select stream, position, raw, leaf from log.event"
            " where log = %s and stream = asked.stream and ver >= asked.ver order by ver) e",
            *(list(versions), list(versions.values()), log),
        )
        for stream, position, raw, leaf in rows:
            found[stream].append(Recorded(log, position, raw.encode(), bytes(leaf)))
        return found

    def follow(self, log: str, after: int, limit: int = 500) -> Sequence[Recorded]:
        """Return the entries that come after a position."""
        rows = self._ask(
            "select position, raw, leaf from log.event"
            " where log = %s and position > %s order by position limit %s",
            log,
            after,
            limit,
        )
        return [Recorded(log, position, raw.encode(), bytes(leaf)) for position, raw, leaf in rows]

    def heard(self, log: str, types: Collection[str], after: int, until: int) -> Sequence[Recorded]:
        """Return the entries of these types between two positions."""
        rows = self._ask(
            "select position, raw, leaf from log.event where log = %s and position > %s"
            " and position <= %s and type = any(%s) order by position",
            *(log, after, until, list(types)),
        )
        return [Recorded(log, position, raw.encode(), bytes(leaf)) for position, raw, leaf in rows]

    def head(self, log: str) -> int:
        """Return the last position; what stands there may not be on disk yet."""
        rows = self._ask(
            "select position from log.event where log = %s order by position desc limit 1", log
        )
        return int(rows[0][0]) if rows else 0

    def flush(self) -> None:
        """Return once a commit that comes after all that could be read is on disk."""
        self._ask("select pg_logical_emit_message(true, 'kd', '')::text")

    def logs(self) -> Sequence[str]:
        """Return the logs that have entries, one index step for each."""
        rows = self._ask(
            "with recursive found(log) as ("
            " (select log from log.event order by log limit 1) union all"
            " select (select e.log from log.event e where e.log > found.log order by e.log limit 1)"
            " from found where found.log is not null"
            ") select log from found where log is not null order by log"
        )
        return [str(log) for (log,) in rows]

    def replay(self, log: str, after: int = 0) -> Iterator[Recorded]:
        """Yield the entries that come after a position, by one COPY on a connection of its own.

        Memory stays the same however long the log is. Not under eventlet's monkey patching. What
        comes may not be on disk yet. Raises `Missing` where a position has no entry.
        """
        statement = sql.SQL(_REPLAY).format(log=sql.Literal(log), after=sql.Literal(after))
        with (
            reachable(),
            closing(connect(self._db.dsn)) as connection,
            connection.cursor() as db,
        ):
            db.execute("set statement_timeout = 0")
            for rows in _batches(db, statement):
                yield from _entries(log, after, rows)
                after += len(rows)

    def _ask(
        self, statement: str, *values: Any, until: float | None = None
    ) -> list[tuple[Any, ...]]:
        until = until or time.monotonic() + self._patience
        while True:
            try:
                with self._db.autocommit() as db:
                    db.execute(statement, values)
                    return db.fetchall()
            except psycopg2.errors.StatementTooComplex:
                raise  # An entry nested beyond all measure, and nothing that passes.
            except INFRASTRUCTURE as error:
                if time.monotonic() + RETRY_SECONDS > until:
                    raise away() from error
            time.sleep(RETRY_SECONDS)


def _batches(db: Cursor, statement: sql.Composable) -> Iterator[list[bytes]]:
    """Yield the rows of a binary COPY, a batch at a time.

    psycopg2 calls `write` for each row and returns after the last. Run in a greenlet, it rests in
    `write` while the caller uses the batch and the server fills the socket; a thread would fight
    for the interpreter at every row.
    """
    rows: list[bytes] = []
    caller = getcurrent()

    def write(row: bytes) -> None:
        rows.append(row)
        if len(rows) == _BATCH:
            caller.switch()

    copy = greenlet(lambda: db.copy_expert(statement, SimpleNamespace(write=write)))
    try:
        copy.switch()
        rows[0] = rows[0][_HEADER:]
        while True:
            if rows and len(rows[-1]) == _TRAILER:
                rows.pop()
            yield rows
            if copy.dead:
                return
            rows.clear()
            copy.switch()
    finally:
        copy.throw()


def _entries(log: str, after: int, rows: list[bytes]) -> Iterator[Recorded]:
    """Yield the entries of COPY's rows: int16 fields, then for each int32 length and value."""
    whole = not rows or int.from_bytes(rows[-1][6:14]) == after + len(rows)
    for position, row in enumerate(rows, after + 1):
        if not whole and int.from_bytes(row[6:14]) != position:
            raise Missing(log, position)
        # Four assignments through the frozen class would cost as much as the rest of the way.
        entry = object.__new__(Recorded)
        values = entry.__dict__
        values["log"] = log
        values["position"] = position
        values["raw"] = row[18:-36]
        values["leaf"] = row[-32:]
        yield entry


def row(attempt: Attempt) -> tuple[Any, ...]:
    """Return the values of a `log.attempt`."""
    return (
        attempt.command,
        attempt.digest,
        attempt.stream,
        attempt.expected,
        list(attempt.guards),
        list(attempt.guards.values()),
        [raw.decode() for raw in attempt.entries],
        *((list(attempt.quiet[0]), attempt.quiet[1]) if attempt.quiet else (None, None)),
    )


def _answer(attempt: Attempt, told: str) -> Answer:
    fresh = not told.startswith(AGAIN)
    position, version, *types = told.removeprefix(AGAIN).split(" ")
    leaf = leaf_hash(attempt.entries[-1]) if attempt.entries and fresh else None
    return Answer(int(position), int(version), tuple(types), leaf)


def _refusal(attempt: Attempt, error: psycopg2.DatabaseError) -> Exception:
    """Return what the server's refusal means; the error itself when it is not one of ours."""
    detail = error.diag.message_detail or ""
    if isinstance(error, psycopg2.DataError | psycopg2.errors.StatementTooComplex):
        return ValueError(str(error))
    match error.pgcode:
        case "KD001":
            expected, actual, stream = detail.split(" ", 2)
            return conflict(stream, int(expected), int(actual))
        case "KD005":
            return unquiet(attempt.log, detail, attempt.quiet[1] if attempt.quiet else 0)
        case "KD002":
            return command_reused(attempt.command)
        case "KD006":
            return not_founded(attempt.log)
        case "KD007":
            since, index, why = detail.split(" ", 2)
            return broken(attempt.log, datetime.fromisoformat(since), int(index), why)
        case "KD003":
            return ValueError(str(error.diag.message_primary))
        case "KD004" | "42501":
            message = f"Thành phần này không được ghi sự kiện '{detail}'."
            return Forbidden("type-not-owned", message, rule="log.type_owner")
    return error
