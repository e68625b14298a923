"""The whole platform in one process, without a broker: the host beside `libs.hosting.nameko_host`.

PostgreSQL is a child process of its own, so is the signer; services are objects; each subscription
is a thread that follows the log by position, as it does behind RabbitMQ. Whatever of it dies is
started again; whatever was acknowledged is on disk.
"""

import os
import secrets
import subprocess
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import structlog

from libs.engine.clock import Clock
from libs.engine.service import Service
from libs.engine.subscription import Follower, followers
from libs.hosting.installation import ROLES, dsn, install
from libs.hosting.private_postgres import NotStarted, PrivatePostgres
from libs.hosting.settings import Environment, watch_of
from libs.kernel.problems import Wire
from libs.log.database import Database, reachable
from libs.log.entry import Answer, Attempt, EventLog
from libs.log.postgres import PostgresLog
from libs.log.tail import Tail
from libs.people.kept_secret import kept_secret
from libs.people.vault import vault_in
from libs.proof.sealer import Sealer
from libs.proof.signer import spawn

WATCH_SECONDS = 0.2
"""How often the platform looks whether its child processes live."""
STOP_SECONDS = 10.0
LOG_CONNECTIONS = 16
"""As many as there are callers at once: an append keeps its connection until it is on disk."""
FOLLOWING = 4
"""Connections to the log that subscriptions have to themselves: many commands at once must not
delay the read tables."""
CONNECTIONS = 8

_logger = structlog.get_logger(__name__)


class Server(Protocol):
    """An HTTP server that is bound and listens; `run` serves until `close` is called."""

    effective_port: int

    def run(self) -> None:
        """Serve, in the thread that calls."""

    def close(self) -> None:
        """Stop accepting; calls under way end first."""


class DirectBackend:
    """The services as the gateway calls them, here in the same process."""

    def __init__(
        self, services: Iterable[Service], parts: Mapping[str, Sequence[Follower]]
    ) -> None:
        self._services = {service.name: service for service in services}
        self._parts = parts

    def execute(self, service: str, log: str, stream: str, command: Wire, context: Wire) -> Wire:
        """Carry out one command; raises what `Service.execute` does, `Unavailable`."""
        with reachable():
            return self._services[service].execute(log, stream, command, context)

    def query(self, service: str, log: str, question: Wire, context: Wire) -> Wire:
        """Answer one question; raises what `Service.query` does, `Unavailable`."""
        with reachable():
            return self._services[service].query(log, question, context)

    def health(self, service: str) -> Wire:
        """Return how far behind the log each subscription is: `{"lag": {name: {log: events}}}`."""
        with reachable():
            return {"lag": {part.name: part.lag() for part in self._parts[service]}}


Serve = Callable[[DirectBackend, EventLog, Database, str], Server]
"""(backend, log, database of the gateway, operator's key) -> a bound server of the gateway."""


class Platform:
    """One platform in `folder`: a context manager that starts and stops it.

    `services` are started as objects; those without events, such as the gateway's, only get their
    tables. `serve` makes the HTTP server; `domain` begins the origin of checkpoints. In a
    `demonstration` acts may bear any day. Entering
    raises `NotStarted`: the folder is in use, PostgreSQL cannot run here, the port is taken.
    """

    def __init__(
        self,
        folder: Path,
        services: Sequence[type[Service]],
        gateway: type[Service],
        serve: Serve,
        domain: str,
        demonstration: bool,
    ) -> None:
        self.folder = folder.absolute()
        self._services = tuple(services)
        self._gateway = gateway
        self._serve = serve
        self._domain = domain
        self._demonstration = demonstration
        self._stop = threading.Event()
        self._stack = ExitStack()
        self._parts: dict[str, tuple[Follower, ...]] = {}
        self._port = 0
        self.postgres = PrivatePostgres(self.folder / "postgres")

    @property
    def url(self) -> str:
        """Where the gateway answers, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def operator_key(self) -> str:
        """The operator's key, made at the first start and kept in `folder`/operator.key."""
        return kept_secret(self.folder / "operator.key")

    @property
    def admin_dsn(self) -> str:
        """The URI of the database's superuser."""
        return self.postgres.dsn

    def seal(self, log: str) -> None:
        """Have a checkpoint signed that covers everything in `log` now."""
        self.sealer.seal(log)

    def __enter__(self) -> Self:
        with self._stack as stack:
            self._start(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _start(self, stack: ExitStack) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.postgres.start()
        stack.callback(self.postgres.stop)
        passwords = {role: secrets.token_hex(24) for role in ROLES}
        install(self.admin_dsn, passwords, (*self._services, self._gateway))

        def database(role: str, schema: str, size: int = CONNECTIONS) -> Database:
            db = Database(dsn(self.admin_dsn, f"kd_{role}", passwords[f"kd_{role}"]), schema, size)
            stack.callback(db.close)
            return db

        tail = Tail(PostgresLog(database("reader", "log", FOLLOWING)))
        hosted = []
        for kind in self._services:
            log = _Announcing(database(kind.name, "log", LOG_CONNECTIONS), self._announce)
            db = database(kind.name, kind.name)
            watch = watch_of(Environment(os.environ))
            vault = vault_in(self.folder / "vault", db, watch=watch) if kind.vaulted else None
            service = kind(log, db, vault=vault, demonstration=self._demonstration)
            self._parts[kind.name] = followers(service, tail)
            hosted.append(service)
        self.signer = _SignerChild(self.folder / "signer", self._domain)
        stack.callback(self.signer.stop)
        seals = database("sealer", "seal", 3)
        self.sealer = Sealer(PostgresLog(seals), seals, self.signer, self._domain)
        gateway = database("gateway", "gateway")
        server = self._bind(
            DirectBackend(hosted, self._parts),
            PostgresLog(database("gateway", "log", LOG_CONNECTIONS)),
            gateway,
        )
        self._port = server.effective_port
        self._run(stack, "watch", self._watch)
        self._run(stack, "sealer", lambda: self.sealer.run(self._stop))
        for part in (part for parts in self._parts.values() for part in parts):
            self._run(stack, part.name, partial(part.run, self._stop))
        for clock in (Clock(service) for service in hosted if type(service).timers):
            self._run(stack, clock.name, partial(clock.run, self._stop))
        stack.callback(self._wake)
        # Set only when no request is running: a request may wait for a subscription.
        stack.callback(self._stop.set)
        self._run(stack, "http", server.run)
        stack.callback(server.close)
        _logger.info("platform_started", url=self.url)

    def _bind(self, backend: DirectBackend, log: EventLog, db: Database) -> Server:
        try:
            return self._serve(backend, log, db, self.operator_key)
        except OSError as error:
            raise NotStarted(
                f"Không mở được cổng HTTP ({error.strerror}): một chương trình khác đang dùng cổng "
                "này? Chọn cổng khác bằng --port."
            ) from error

    def _run(self, stack: ExitStack, name: str, work: Callable[[], object]) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        stack.callback(thread.join, STOP_SECONDS)

    def _announce(self, log: str, position: int) -> None:
        for parts in self._parts.values():
            for part in parts:
                part.grown(log, position)

    def _wake(self) -> None:
        for parts in self._parts.values():
            for part in parts:
                part.notify()

    def _watch(self) -> None:
        """Start again what died, until the platform stops."""
        while not self._stop.wait(WATCH_SECONDS):
            try:
                if not self.postgres.running():
                    _logger.error("database_died")
                    self.postgres.stop()
                    self.postgres.start()
                if not self.signer.running():
                    _logger.error("signer_died")
                    self.signer.restart()
            except (NotStarted, OSError, RuntimeError):
                _logger.exception("restart_failed")


class _Announcing(PostgresLog):
    """A log that tells the subscriptions of this process when it has grown."""

    def __init__(self, db: Database, announce: Callable[[str, int], None]) -> None:
        super().__init__(db)
        self._announce = announce

    def append(self, attempt: Attempt) -> Answer:
        answer = super().append(attempt)
        if attempt.entries:
            self._announce(attempt.log, answer.position)
        return answer


class _SignerChild:
    """The signer as a child process; the same to the sealer however often it was started."""

    def __init__(self, folder: Path, domain: str) -> None:
        self._folder, self._domain = folder, domain
        self._process, self._client = spawn(folder, secrets.token_hex(24), domain)

    def restart(self) -> None:
        """Start the child that has died; raises RuntimeError when it ends at once."""
        self.stop()
        self._process, self._client = spawn(self._folder, secrets.token_hex(24), self._domain)

    def running(self) -> bool:
        """Return whether the child lives."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the child."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def vkey(self, origin: str) -> str:
        """Return the public key under the name `origin`."""
        return self._client.vkey(origin)

    def last(self, origin: str) -> str | None:
        """Return the last checkpoint signed for `origin`."""
        return self._client.last(origin)

    def sign(self, origin: str, old: int, size: int, root: bytes, proof: Sequence[bytes]) -> str:
        """Return the signed checkpoint of `origin` at `size`."""
        return self._client.sign(origin, old, size, root, proof)
