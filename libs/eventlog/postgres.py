"""The log in PostgreSQL; its tables and the one procedure that writes them are in schema.sql."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg2

from libs.errors import Forbidden
from libs.eventlog import Answer, Attempt, Recorded, command_reused, conflict
from libs.postgres import INFRASTRUCTURE, Database, away

RETRY_SECONDS = 0.05
_RECORD = "call log.record(%s, %s, %s, %s, %s, %s::text[], %s::integer[], %s::text[], null)"


class PostgresLog:
    """A log in schema `log` of `db`, which need not search it.

    A call whose connection fails is repeated for up to `patience` seconds, then raises
    `Unavailable` ("database-away"). An append is repeated under the same command id, so one that
    was committed before the connection broke gets its answer, and none is done twice.
    """

    def __init__(self, db: Database, patience: float = 10.0) -> None:
        self._db = db
        self._patience = patience

    def append(self, attempt: Attempt) -> Answer:
        """Append in one round trip; raises ValueError for an entry that does not fit its place."""
        try:
            ((answer,),) = self._ask(
                _RECORD,
                attempt.log,
                attempt.command,
                attempt.digest,
                attempt.stream,
                attempt.expected,
                list(attempt.guards),
                list(attempt.guards.values()),
                [raw.decode() for raw in attempt.entries],
            )
        except psycopg2.DatabaseError as error:
            raise _refusal(attempt, error) from error
        position, version, *types = answer
        return Answer(int(position), int(version), tuple(types))

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

    def _ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        until = time.monotonic() + self._patience
        while True:
            try:
                with self._db.autocommit() as db:
                    db.execute(statement, values)
                    return db.fetchall()
            except INFRASTRUCTURE as error:
                if time.monotonic() + RETRY_SECONDS > until:
                    raise away() from error
            time.sleep(RETRY_SECONDS)


def _refusal(attempt: Attempt, error: psycopg2.DatabaseError) -> Exception:
    """Return what the server's refusal means; the error itself when it is not one of ours."""
    detail = error.diag.message_detail or ""
    match error.pgcode:
        case "KD001":
            expected, actual, stream = detail.split(" ", 2)
            return conflict(stream, int(expected), int(actual))
        case "KD002":
            return command_reused(attempt.command)
        case "KD003" | "23514":
            return ValueError(str(error.diag.message_primary))
        case "KD004" | "42501":
            message = f"Thành phần này không được ghi sự kiện '{detail}'."
            return Forbidden("type-not-owned", message, rule="log.type_owner")
    return error
