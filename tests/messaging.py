"""What the tests of messaging share: a service that counts its effects, and processes to kill.

`python -m tests.messaging relay | naive` runs one part in a process of its own.
"""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, ClassVar

import psycopg2
import pytest
from kombu.connection import Connection
from kombu.entity import Queue
from kombu.messaging import Consumer
from psycopg2 import sql

from libs.engine.aggregate import Aggregate
from libs.engine.commands import Context, now
from libs.engine.procedure import Procedure
from libs.engine.questions import Public
from libs.engine.reactions import Reaction, Reactions, Told
from libs.engine.service import Service
from libs.engine.slices import Questions, Slice, Tables
from libs.hosting import installation, topology
from libs.hosting.partners import Management, set_up
from libs.kernel.decider import Decider
from libs.kernel.messages import Contract
from libs.kernel.problems import FieldError, NotFound, Rejected
from libs.log.database import Cursor, Database
from libs.log.entry import Attempt, Origin, Recorded, category_of, envelope, leaf_hash
from libs.log.postgres import PostgresLog
from libs.rights import SYSTEM, Right, Visibility
from tests.servers import RABBITMQ, DockerRabbit, OwnRabbit, RabbitServer

LOG = "79"
ROLES = ("kd_review", "kd_relay", "kd_gateway")


@dataclass(frozen=True)
class Note:
    """Asks that a text be noted; "rejected" and "broken" are refused and fail."""

    right: ClassVar[Right] = SYSTEM
    text: str


@dataclass(frozen=True)
class Noted:
    """A text was noted."""

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"
    text: str


@dataclass(frozen=True)
class Echo:
    """Asks for an echo of a note, once per stream and text."""

    right: ClassVar[Right] = SYSTEM
    text: str


@dataclass(frozen=True)
class Echoed:
    """A note was echoed."""

    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "officers"
    text: str


def _note(command: Note, state: None) -> list[Noted]:
    if command.text == "broken":
        raise ZeroDivisionError("a bug")
    if command.text == "rejected":
        errors = [FieldError("/text", "bad", "Không được.")]
        raise Rejected("text-rejected", "Không nhận nội dung này.", "TT 18/2018 art. 37", errors)
    return [Noted(command.text)]


def _echo(command: Echo, state: None) -> list[Echoed]:
    if command.text == "refuse":
        raise Rejected("echo-refused", "Không nhắc lại.")
    return [Echoed(command.text)]


_NOTE: Decider[Note, None, Noted] = Decider(None, _note, lambda state, _: state)
_ECHO: Decider[Echo, None, Echoed] = Decider(None, _echo, lambda state, _: state)
_NOTED = Contract[Any](Noted)
_NOTES: Procedure[Note, None, Noted] = Procedure({Noted: Note})
_ECHOES: Procedure[Echo, None, Echoed] = Procedure({})


@dataclass(frozen=True)
class Count:
    """The answer."""

    effects: int


@dataclass(frozen=True)
class CountEffects(Public):
    """How many effects a stream had."""

    category: ClassVar[str] = "note"
    view: ClassVar[type] = Count
    stream: str


def _count(db: Cursor, log: str, question: CountEffects) -> Count:
    db.execute("select count(*) from effect where log = %s and stream = %s", (log, question.stream))
    row = db.fetchone()
    assert row is not None
    return Count(row[0])


def project(db: Cursor, event: Recorded) -> None:
    """Count one effect; a text "poison" fails until the table `antidote` has a row."""
    if event.data["text"] == "poison":
        db.execute("select from antidote")
        if not db.fetchall():
            raise ValueError("poison")
    db.execute(
        "insert into effect (log, position, stream) values (%s, %s, %s)",
        (event.log, event.position, event.stream),
    )


def _repeat(noted: Noted, entry: Recorded) -> Told:
    """Echo each note."""
    if category_of(entry.stream) == "note" and noted.text != "quiet":
        yield entry.stream.replace("note-", "echo-"), Echo(noted.text)


class CountingService(Service):
    """A service under the name of a real one, so that the installation's roles fit."""

    name = "review"
    slices: ClassVar[Mapping[str, Slice]] = {
        "note": Slice(
            Aggregate("note", _NOTE, Contract[Any](Note, "raise"), _NOTED, _NOTES),
            (Tables(Contract[Any](Noted | Echoed), lambda db, event, _: project(db, event)),),
            (Questions(CountEffects, _count),),
        ),
        "echo": Slice(
            Aggregate("echo", _ECHO, Contract[Any](Echo, "raise"), Contract[Any](Echoed), _ECHOES)
        ),
    }
    react = Reactions(Reaction(Noted, _repeat))

    @classmethod
    def migrations(cls) -> dict[str, Traversable]:
        return {"": Path(__file__).parent / "libs" / "counting"}


@dataclass(frozen=True)
class Ground:
    """A database with the log and the counting service installed."""

    admin: str
    password: str

    def dsn(self, role: str) -> str:
        return installation.dsn(self.admin, role, self.password)

    def database(self, schema: str = "review", role: str = "kd_review") -> Database:
        return Database(self.dsn(role), schema)

    def log(self) -> PostgresLog:
        return PostgresLog(self.database("log"), patience=5.0)

    def service(self) -> CountingService:
        return CountingService(self.log(), self.database())

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query in the service's schema."""
        connection = psycopg2.connect(self.admin, options="-c search_path=review")
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query, values)
                return cursor.fetchall()
        finally:
            connection.close()

    def effects(self, log: str = LOG) -> list[int]:
        """Return the positions whose effect was made, in the order in which they were made."""
        return [
            p for (p,) in self.ask("select position from effect where log = %s order by n", log)
        ]

    def change(self, statement: str, *values: Any) -> None:
        """Carry out a statement in the service's schema."""
        connection = psycopg2.connect(self.admin, options="-c search_path=review")
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values)
        finally:
            connection.close()


@contextmanager
def ground(superuser: str) -> Iterator[Ground]:
    """Give a fresh database on the server of `superuser`, dropped at the end."""
    name = f"messaging_{uuid.uuid4().hex[:12]}"
    server = psycopg2.connect(superuser)
    server.autocommit = True
    identifier = sql.Identifier(name)
    with server.cursor() as cursor:
        cursor.execute(sql.SQL("create database {}").format(identifier))
    try:
        made = Ground(psycopg2.extensions.make_dsn(superuser, dbname=name), "kiemdinh-test")
        installation.install(
            made.admin, dict.fromkeys(installation.ROLES, made.password), [CountingService]
        )
        yield made
    finally:
        server.close()
        server = psycopg2.connect(superuser)
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(sql.SQL("drop database {} with (force)").format(identifier))
        server.close()


def note(log: Any, stream: str, text: str = "quiet", code: str = LOG) -> int:
    """Append one note as any service would; return its position."""
    history = list(log.read(code, stream)[stream])
    command = uuid.uuid4().hex
    act = Origin("s:review", "system", "review", date(2024, 9, 5), command, command)
    previous = leaf_hash(history[-1].raw) if history else None
    raw = envelope(
        code,
        stream,
        len(history) + 1,
        previous,
        "2024-09-05T01:02:03.000004Z",
        act,
        _NOTED.dump(Noted(text)),
        uuid.uuid4().hex,
    )
    attempt = Attempt(code, stream, len(history), [raw], command, "0" * 64)
    return int(log.append(attempt).position)


def notes(log: Any, count: int, text: str = "quiet", code: str = LOG) -> list[int]:
    """Append `count` notes, each in a stream of its own; return their positions."""
    return [note(log, f"note-{uuid.uuid4().hex}", text, code) for _ in range(count)]


def context(seconds: float = 10.0, **fields: Any) -> Context:
    """Return the context of an act of the service itself."""
    from datetime import timedelta

    known = {
        "command_id": uuid.uuid4().hex,
        "actor": "s:review",
        "on": date(2024, 9, 5),
        "corr": uuid.uuid4().hex,
        "deadline": now() + timedelta(seconds=seconds),
    }
    return Context(**{**known, **fields})


class Broker:
    """A virtual host of its own on the tests' broker."""

    def __init__(self, server: RabbitServer, vhost: str) -> None:
        assert server.management is not None, "the tests need the broker's management API"
        self.server = server
        self.vhost = vhost
        self.uri = f"{server.uri.rstrip('/')}/{vhost}"
        self.management = Management(server.management)

    def uri_of(self, user: str, password: str, partner: bool = False) -> str:
        """Return the address as another user, that of the partners' virtual host if asked for."""
        uri = topology.partners_uri(self.uri) if partner else self.uri
        return f"amqp://{user}:{password}@{uri.rpartition('@')[2]}"

    def _uri(self, queue: str) -> str:
        theirs = queue.startswith(topology.PARTNER_QUEUES)
        return topology.partners_uri(self.uri) if theirs else self.uri

    def users(self, names: Iterable[str]) -> dict[str, str]:
        """Return the addresses of processes that log in as themselves, with their rights alone."""
        set_up(self.management, self.vhost, dict.fromkeys(names, "kiemdinh-test"))
        return {name: self.uri_of(name, "kiemdinh-test") for name in names}

    def bind(self, queue: Any) -> None:
        """Make a queue, its exchange and its binding."""
        uri = self._uri(queue.name)
        with Connection(uri) as connection:
            channel = connection.channel()
            topology.establish(
                channel, topology.EXCHANGES if uri == self.uri else topology.OF_PARTNERS
            )
            queue(channel).declare()

    def settle(self) -> None:
        """Restart the broker: it keeps the names of new quorum queues in memory for a few seconds.

        A crash within them leaves a queue without a leader, which is not ours to count.
        """
        if not self.server.killable:
            pytest.skip("the broker named by the environment is not ours to kill")
        self.server.restart()

    def count(self, queue: str) -> int:
        """Return how many messages wait in a queue."""
        with Connection(self._uri(queue)) as connection:
            return int(connection.channel().queue_declare(queue, passive=True).message_count)

    def take(self, queue: str, least: int, quiet: float = 0.0, seconds: float = 30.0) -> list[Any]:
        """Take `least` messages off the queue, and what comes until `quiet` seconds of silence."""
        found: list[Any] = []
        end = time.monotonic() + seconds
        source = Queue(queue, no_declare=True)
        with (
            Connection(self._uri(queue)) as connection,
            Consumer(connection, [source], on_message=found.append),
        ):
            while len(found) < least:
                assert time.monotonic() < end, f"{len(found)} of {least} messages in {queue}"
                with suppress(TimeoutError):
                    connection.drain_events(timeout=0.5)
            with suppress(TimeoutError):
                while quiet:
                    connection.drain_events(timeout=quiet)
            for message in found:
                message.ack()
        return found

    def positions(self, queue: str) -> list[int]:
        """Return the positions in a queue, each when it came first."""
        return list(dict.fromkeys(self.all_positions(queue)))

    def all_positions(self, queue: str) -> list[int]:
        """Return the positions in a queue in order, repeated ones too."""
        return [m.headers["position"] for m in self.take(queue, 1, quiet=0.5)]

    def cut_connections(self) -> None:
        """Have the broker close every connection of this virtual host."""

        def open_ones() -> list[str]:
            found = self.management.ask("GET", "vhosts", self.vhost, "connections")
            return [connection["name"] for connection in found]

        for name in until(open_ones):
            with suppress(NotFound):
                self.management.ask("DELETE", "connections", name)

    @contextmanager
    def alarm(self) -> Iterator[None]:
        """Have the broker raise its memory alarm: it takes no messages while that lasts."""
        self._control("set_vm_memory_high_watermark", "absolute", "1")
        try:
            yield
        finally:
            self._control("set_vm_memory_high_watermark", "absolute", "1GB")

    def _control(self, *arguments: str) -> None:
        if isinstance(self.server, DockerRabbit):
            self.server._box.get_wrapped_container().exec_run(["rabbitmqctl", *arguments])
            return
        if not isinstance(self.server, OwnRabbit):
            pytest.skip("the broker named by the environment is not ours to alarm")
        environment = self.server._environment()
        account = self.server._account
        subprocess.run(
            [RABBITMQ / "rabbitmqctl", "-n", environment["RABBITMQ_NODENAME"], *arguments],
            env=environment,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            check=True,
            capture_output=True,
            cwd="/",
        )


@contextmanager
def broker(server: RabbitServer) -> Iterator[Broker]:
    """Give a fresh virtual host on `server`, dropped at the end."""
    made = Broker(server, f"messaging{uuid.uuid4().hex[:12]}")
    user = made.uri.partition("//")[2].partition(":")[0]
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    both = (made.vhost, topology.partners_vhost(made.vhost))
    for vhost in both:
        made.management.ask("PUT", "vhosts", vhost, body={})
        made.management.ask("PUT", "permissions", vhost, user, body=everything)
    try:
        yield made
    finally:
        for vhost in both:
            made.management.ask("DELETE", "vhosts", vhost)


def until(done: Callable[[], Any], seconds: float = 30.0, why: str = "") -> Any:
    """Return what `done` returns once that is true; fail after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        found = done()
        if found:
            return found
        assert time.monotonic() < end, f"not within {seconds} s: {why or done}"
        time.sleep(0.02)


MODULES: Mapping[str, tuple[str, ...]] = {
    "service": ("tests.green",),
    "subscriber": ("examples.subscriber",),
}


class Part:
    """One part in a process of its own; its standard error goes to a file."""

    def __init__(self, output: Path, what: str, environment: Mapping[str, str]) -> None:
        self.what = what
        self.environment = environment
        self.output = output / f"{what}-{uuid.uuid4().hex[:6]}.log"
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-W",
                    "ignore",
                    "-m",
                    *MODULES.get(what, ("tests.messaging", what)),
                ],
                env={**os.environ, **environment},
                stderr=file,
                cwd=Path(__file__).parents[1],
            )

    def said(self, text: str) -> bool:
        """Return whether the part has logged `text`; fails if it has ended by itself."""
        assert self.process.poll() is None, self.output.read_text()[-3000:]
        return text in self.output.read_text()

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait(10)

    def again(self) -> "Part":
        """Kill it and start it anew."""
        self.kill()
        return Part(self.output.parent, self.what, self.environment)

    def end(self, seconds: float = 15.0) -> int:
        """Ask it to end; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


def _relay(public: str = "Noted") -> None:
    from threading import Event

    from libs.hosting import logging
    from libs.hosting.relay import Relay

    logging.configure("relay")
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    dsn = os.environ["KIEMDINH_DATABASE"]
    log = PostgresLog(Database(dsn, "log"), patience=1.0)
    Relay(log, Database(dsn, "relay"), os.environ["KIEMDINH_AMQP"], public.split(",")).run(stop)


def _naive() -> None:
    """Acknowledge, then make the effect: the wrong way round, which the count must find."""
    database = psycopg2.connect(os.environ["KIEMDINH_DATABASE"], options="-c search_path=review")

    def take(message: Any) -> None:
        message.ack()
        with database, database.cursor() as cursor:
            # Work, as a real effect has; here is where a crash loses what was acknowledged.
            cursor.execute("select pg_sleep(0.004)")
            project(cursor, _copy(message))

    while True:
        try:
            with Connection(os.environ["KIEMDINH_AMQP"], connect_timeout=2) as connection:
                queue = topology.service_queue("naive")
                with Consumer(connection, [queue], on_message=take, prefetch_count=50):
                    while True:
                        connection.drain_events(timeout=30)
        except Exception as error:
            print(repr(error), file=sys.stderr, flush=True)
            time.sleep(0.2)


def _copy(message: Any) -> Recorded:
    from libs.hosting.listener import decoded

    return decoded(message)


if __name__ == "__main__":
    {"relay": _relay, "naive": _naive}[sys.argv[1]](*sys.argv[2:])
