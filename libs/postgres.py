"""PostgreSQL as the services use it: a pool of connections, no call waits for ever; and migrations.

Works in threads and under eventlet's monkey patching, where psycopg2 cannot COPY.
"""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources.abc import Traversable
from threading import BoundedSemaphore, Lock
from typing import Any

import psycopg2
from psycopg2 import extensions

from libs.errors import Unavailable

Cursor = extensions.cursor

INFRASTRUCTURE = (psycopg2.OperationalError, psycopg2.InterfaceError)
"""What is raised when the database, or the way to it, fails: the same call may succeed later."""

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 30
TRANSPORT = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""A server that vanished without a word is noticed within about 25 seconds."""
SETTINGS = {
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "idle_in_transaction_session_timeout": "60s",
    "synchronous_commit": "on",
    "client_encoding": "UTF8",
    "timezone": "UTC",
}


def away() -> Unavailable:
    """Return the refusal told to a caller when the database cannot be reached."""
    return Unavailable("database-away", "Cơ sở dữ liệu tạm thời không trả lời; hãy gửi lại.")


@contextmanager
def reachable() -> Iterator[None]:
    """Turn a failure of the database into `Unavailable` ("database-away"): for the edges."""
    try:
        yield
    except INFRASTRUCTURE as error:
        raise away() from error


class Database:
    """A pool of at most `size` connections to `dsn`, opened when needed; `schema` is searched.

    A connection that broke, or that the server closed while it was idle, is replaced.
    """

    def __init__(self, dsn: str, schema: str, size: int = 8) -> None:
        self.dsn = dsn
        self.schema = schema
        self._idle: list[extensions.connection] = []
        self._lock = Lock()
        self._free = BoundedSemaphore(size)

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """Give a cursor in a transaction: committed at the end, rolled back when the body raises.

        Raises what psycopg2 raises; `INFRASTRUCTURE` when the database is away.
        """
        with self._connection() as connection:
            connection.autocommit = False
            with connection, connection.cursor() as cursor:
                yield cursor

    @contextmanager
    def autocommit(self) -> Iterator[Cursor]:
        """Give a cursor each statement of which is a transaction; raises as `transaction`."""
        with self._connection() as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor

    def close(self) -> None:
        """Close the idle connections; those in use are closed by the server or with the process."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[extensions.connection]:
        # Asking with a time limit costs several times what asking at once does.
        if not (
            self._free.acquire(blocking=False) or self._free.acquire(timeout=STATEMENT_SECONDS)
        ):
            raise psycopg2.OperationalError("every connection of the pool is in use")
        try:
            connection = self._take() or connect(self.dsn, self.schema)
            try:
                yield connection
            finally:
                self._give_back(connection)
        finally:
            self._free.release()

    def _take(self) -> extensions.connection | None:
        while True:
            with self._lock:
                if not self._idle:
                    return None
                connection = self._idle.pop()
            try:
                # Reads what has arrived, without waiting: the server's farewell, then the end.
                connection.poll()
                connection.poll()
            except psycopg2.Error:
                connection.close()
            else:
                return connection

    def _give_back(self, connection: extensions.connection) -> None:
        if connection.closed or connection.info.transaction_status != 0:
            with suppress(psycopg2.Error):
                connection.close()
            return
        with self._lock:
            self._idle.append(connection)


def connect(dsn: str, schema: str = "pg_catalog") -> extensions.connection:
    """Return a new connection that searches `schema`; raises OperationalError, in time."""
    if extensions.get_wait_callback() not in (None, _wait):
        extensions.set_wait_callback(_wait)
    own = extensions.parse_dsn(dsn)
    settings = {**SETTINGS, "search_path": schema}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    given = own.pop("options", "")
    arguments: dict[str, Any] = {**TRANSPORT, **own, "options": f"{options} {given}".strip()}
    connection: extensions.connection = psycopg2.connect(**arguments)
    return connection


def _wait(connection: extensions.connection) -> None:
    """Wait for the server under eventlet, whose own callback knows no time limit."""
    connecting = connection.status == extensions.STATUS_SETUP
    until = time.monotonic() + (CONNECT_SECONDS if connecting else STATEMENT_SECONDS + 10)
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        wanted = [connection.fileno()]
        reading, writing = (wanted, []) if state == extensions.POLL_READ else ([], wanted)
        left = until - time.monotonic()
        if left <= 0 or not any(select.select(reading, writing, [], left)):
            raise psycopg2.OperationalError("the database did not answer in time")


def migrate(db: Cursor, folder: Traversable) -> list[str]:
    """Run the files of `folder` that have not run in this schema yet; return their names.

    They are plain SQL, `0001_name.sql` and on, run in that order in the caller's transaction.
    Raises RuntimeError for one that would have to run before another that already has.
    """
    db.execute(
        "create table if not exists migration"
        " (name text primary key, applied_at timestamptz not null default now())"
    )
    db.execute("select name from migration order by name")
    done = [str(name) for (name,) in db.fetchall()]
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    pending = [name for name in names if name not in done]
    if pending and done and pending[0] < done[-1]:
        raise RuntimeError(f"migration {pending[0]} comes before {done[-1]}, which has run")
    for name in pending:
        db.execute((folder / name).read_text("utf-8"))
        db.execute("insert into migration (name) values (%s)", (name,))
    return pending
