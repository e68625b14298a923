"""PostgreSQL as the services use it: a pool of connections whose calls all end; and migrations.

Works in threads and under eventlet's monkey patching, where psycopg2 cannot COPY.
"""

import select
import time
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib.resources.abc import Traversable
from threading import Condition
from types import TracebackType
from typing import Any

import psycopg2
from psycopg2 import extensions

from libs.kernel.problems import Unavailable

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
    # Statements here take milliseconds; to compile one takes a hundred.
    "jit": "off",
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
    """Turn a failure of the database into `Unavailable` ("database-away"): for the hosts."""
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
        self._size = size
        self._open = 0
        self._idle: deque[Lent] = deque()
        self._waiting = 0
        self._returned = Condition()

    def transaction(self) -> AbstractContextManager[Cursor]:
        """Give a cursor in a transaction: committed at the end, rolled back when the body raises.

        Raises what psycopg2 raises; `INFRASTRUCTURE` when the database is away.
        """
        return _Lease(self, autocommit=False)

    def autocommit(self) -> AbstractContextManager[Cursor]:
        """Give a cursor each statement of which is a transaction; raises as `transaction`."""
        return _Lease(self, autocommit=True)

    def close(self) -> None:
        """Close the idle connections; those in use are closed by the server or with the process."""
        while self._idle:
            self._drop(self._idle.pop())

    def take(self) -> "Lent":
        """Return an idle connection and its cursor, or a new one."""
        while True:
            try:
                lent = self._idle.pop()
            except IndexError:
                lent = self._wait()
            try:
                # Reads what has arrived, without waiting: the server's last message, then the end.
                lent[0].poll()
                lent[0].poll()
            except psycopg2.Error:
                self._drop(lent)
            else:
                return lent

    def give_back(self, lent: "Lent") -> None:
        """Let others use the connection, or close it when it broke or is in a transaction."""
        connection = lent[0]
        if connection.closed or connection.info.transaction_status != 0:
            self._drop(lent)
            return
        self._idle.append(lent)
        # Checked after the append: a waiter counts itself before it looks for a connection.
        if self._waiting:
            with self._returned:
                self._returned.notify()

    def _wait(self) -> "Lent":
        """Open a connection if there is room for one more, else wait until one is given back."""
        until = time.monotonic() + STATEMENT_SECONDS
        with self._returned:
            self._waiting += 1
            try:
                while True:
                    with suppress(IndexError):
                        return self._idle.pop()
                    if self._open < self._size:
                        self._open += 1
                        break
                    if not self._returned.wait(max(0.0, until - time.monotonic())):
                        raise psycopg2.OperationalError("every connection of the pool is in use")
            finally:
                self._waiting -= 1
        try:
            connection = connect(self.dsn, self.schema)
            return connection, connection.cursor()
        except BaseException:
            self._closed()
            raise

    def _drop(self, lent: "Lent") -> None:
        with suppress(psycopg2.Error):
            lent[0].close()
        self._closed()

    def _closed(self) -> None:
        with self._returned:
            self._open -= 1
            self._returned.notify()


Lent = tuple[extensions.connection, Cursor]
"""A connection of a pool and the one cursor that is used on it."""


class _Lease:
    """One use of a connection; a class, since two generators would cost as much as a query."""

    __slots__ = ("_autocommit", "_database", "_lent")

    def __init__(self, database: Database, autocommit: bool) -> None:
        self._database = database
        self._autocommit = autocommit

    def __enter__(self) -> Cursor:
        self._lent = connection, cursor = self._database.take()
        connection.autocommit = self._autocommit
        return cursor

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        connection = self._lent[0]
        try:
            if self._autocommit:
                return
            if value is None:
                connection.commit()
            else:
                with suppress(psycopg2.Error):
                    connection.rollback()
        finally:
            self._database.give_back(self._lent)


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


def migrate(db: Cursor, folder: Traversable, of: str = "") -> list[str]:
    """Run the files of `folder` that have not run in this schema yet; return their names.

    They are plain SQL, `0001_name.sql` and on, run in that order in the caller's transaction; `of`
    ("person/") keeps the files of several folders apart.
    Raises RuntimeError for one that would have to run before another that already has.
    """
    db.execute(
        "create table if not exists migration"
        " (name text primary key, applied_at timestamptz not null default now())"
    )
    db.execute("select name from migration order by name")
    done = [
        str(name) for (name,) in db.fetchall() if name.rpartition("/")[0] == of.removesuffix("/")
    ]
    names = sorted(of + file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    pending = [name for name in names if name not in done]
    if pending and done and pending[0] < done[-1]:
        raise RuntimeError(f"migration {pending[0]} comes before {done[-1]}, which has run")
    for name in pending:
        db.execute((folder / name.removeprefix(of)).read_text("utf-8"))
        db.execute("insert into migration (name) values (%s)", (name,))
    return pending
