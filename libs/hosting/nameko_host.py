"""A service behind RabbitMQ: nameko carries commands and questions, a listener the early copies.

Wants a process that eventlet patched before anything else was imported: `python -m services.host
NAME` is one. nameko is known here and in `libs.hosting.nameko_client`, the other end of the wire,
alone.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import eventlet
import structlog
from kombu.messaging import Producer
from kombu.utils import functional
from nameko.exceptions import serialize
from nameko.extensions import Entrypoint, ProviderCollector
from nameko.messaging import QueueConsumer
from nameko.rpc import Rpc, RpcConsumer
from nameko.runners import ServiceRunner

from libs.engine.clock import Clock
from libs.engine.service import Service
from libs.engine.subscription import Follower, followers
from libs.hosting import logging, topology
from libs.hosting.listener import Listener
from libs.hosting.settings import ServiceSettings
from libs.hosting.transit import Transit, veiled
from libs.kernel.problems import Problem, Wire
from libs.log.database import Database, reachable
from libs.log.postgres import PostgresLog
from libs.people.vault import vault_in

DRAIN_SECONDS = 6.0
"""How long a service that was told to end may take to finish what it has begun."""
REPLY_SECONDS = 5.0
LONGEST_PAUSE = 5.0

_logger = structlog.get_logger(__name__)


def run_service(service_class: type[Service], settings: ServiceSettings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what was begun and return.

    Raises RuntimeError in a process that eventlet has not patched.
    """
    if vars(functional)["sleep"] is not eventlet.sleep:
        # If patched late, a reconnecting client would block every other greenthread.
        raise RuntimeError("eventlet.monkey_patch() comes first: run python -m services.host")
    topology.trust(settings.amqp_ca)
    log = PostgresLog(Database(settings.dsn, "log", settings.workers + 2), patience=5.0)
    db = Database(settings.dsn, service_class.name, settings.workers + 4)
    kept = settings.vault
    vault = None if kept is None else vault_in(kept.folder, db, kept.master, kept.watch)
    service = service_class(log, db, vault=vault, demonstration=settings.demo)
    runner = ServiceRunner(
        {
            "AMQP_URI": settings.amqp_uri,
            "AMQP_SSL": topology.tls(settings.amqp_uri),
            "HEARTBEAT": topology.HEARTBEAT,
            "max_workers": settings.workers,
        }
    )
    runner.add_service(_hosted(service, settings))

    def finish() -> None:
        with eventlet.Timeout(DRAIN_SECONDS, False):
            runner.stop()
            return
        # Unfinished work is not committed and its message not acknowledged: it comes again.
        _logger.warning("service_left", reason="not drained in time")
        sys.stderr.flush()
        os._exit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        # A signal handler must not wait, so a greenthread does the work.
        signal.signal(number, lambda *_: eventlet.spawn_n(finish))
    runner.start()
    _logger.info("service_started", name=service.name)
    runner.wait()
    _logger.info("service_stopped", name=service.name)


def _hosted(service: Service, settings: ServiceSettings) -> type:
    """Return the class that nameko runs: it holds no dependency that could fail, only this
    service."""
    parts = followers(service)
    clock = Clock(service) if type(service).timers else None
    transit = None if settings.transit_key is None else Transit(settings.transit_key)

    class Hosted:
        name = service.name

        @_rpc
        def execute(self, log: str, stream: str, command: Wire, context: Wire) -> Wire:
            return _answer(
                context,
                lambda plain: service.execute(log, stream, plain, context),
                command,
                transit,
            )

        @_rpc
        def query(self, log: str, question: Wire, context: Wire) -> Wire:
            return _answer(
                context, lambda plain: service.query(log, plain, context), question, transit
            )

        @_rpc
        def health(self) -> Wire:
            return _answer({}, lambda _: {"lag": {part.name: part.lag() for part in parts}})

        @_Following.decorator(settings.amqp_uri, parts, service.copied, clock)
        def follow(self) -> None:
            raise AssertionError("runs in its own threads")

    return Hosted


def _answer(
    context: Any, call: Callable[[Wire], Wire], message: Any = None, transit: Transit | None = None
) -> Wire:
    """Return what crosses RPC: `{"answer"}`, `{"problem"}` with nothing lost, or `{"failed"}` for a
    bug. Who asks wrapped is answered wrapped."""
    corr = context.get("corr") if isinstance(context, dict) else None
    with logging.bound(corr=str(corr)):
        try:
            with reachable():
                if transit is not None and isinstance(message, dict) and veiled(message):
                    return transit.wrap({"answer": call(transit.unwrap(message))})
                return {"answer": call(message)}
        except Problem as problem:
            _logger.info("call_refused", code=problem.code)
            return {"problem": problem.to_wire()}
        except Exception:
            _logger.exception("call_failed")
            return {"failed": True}


class _Following(Entrypoint):
    """Follows the log in greenthreads: one that listens to the broker, one for each follower, and
    one for the clock."""

    def __init__(
        self,
        amqp_uri: str,
        parts: tuple[Follower, ...],
        types: frozenset[str],
        clock: Clock | None = None,
    ) -> None:
        self.amqp_uri = amqp_uri
        self.parts = parts
        self.types = types
        self.clock = clock
        self.ending = threading.Event()
        self.threads: list[Any] = []
        super().__init__()

    def start(self) -> None:
        name = self.container.service_name
        listener = Listener(self.amqp_uri, name, self.parts, self.types)
        clock = () if self.clock is None else (self.clock.run,)
        for run in (listener.run, *(part.run for part in self.parts), *clock):
            self.threads.append(
                self.container.spawn_managed_thread(
                    lambda run=run: run(self.ending), identifier="following"
                )
            )

    def stop(self) -> None:
        self.ending.set()
        for part in self.parts:
            part.notify()
        for thread in self.threads:
            thread.wait()

    kill = stop


class _QueueConsumer(QueueConsumer):
    """nameko's, but nothing that happens to the connection or to an acknowledgement ends the
    process."""

    def __init__(self) -> None:
        super().__init__()
        self.unsettled: set[tuple[int, int]] = set()
        self.given_up = False

    def run(self) -> None:
        pause = 0.2
        while not self.should_stop:
            try:
                super().run()
            except _GivenUp:
                return
            except Exception as error:
                _logger.warning("rpc_consumer_waits", seconds=pause, error=repr(error))
                eventlet.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        connection = topology.connection(self.amqp_uri)
        try:
            connection.ensure_connection(
                self.on_connection_error,
                interval_start=0.2,
                interval_step=0.5,
                interval_max=LONGEST_PAUSE,
                callback=self._check_given_up,
            )
            yield connection
        finally:
            with suppress(Exception), eventlet.Timeout(1.0, False):
                connection.release()
            topology.drop(connection)

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        self.unsettled.clear()
        topology.establish(channel)
        return super().get_consumers(consumer_cls, channel)

    def on_iteration(self) -> None:
        self._cancel_consumers_if_requested()
        # Connected until all that was begun has been acknowledged, or it would be done again.
        if not self._consumers and not self.unsettled:
            self.should_stop = True

    def handle_message(self, provider: Any, body: Any, message: Any) -> None:
        self.unsettled.add(_key(message))
        super().handle_message(provider, body, message)

    def ack_message(self, message: Any) -> None:
        self._settle(message, message.ack)

    def requeue_message(self, message: Any) -> None:
        self._settle(message, message.requeue)

    def _settle(self, message: Any, verdict: Callable[[], None]) -> None:
        try:
            verdict()
        except Exception as error:
            # The connection is gone, and with it the delivery: the broker gives it again.
            _logger.warning("message_not_settled", error=repr(error))
        self.unsettled.discard(_key(message))

    def unregister_provider(self, provider: Any) -> None:
        with eventlet.Timeout(DRAIN_SECONDS / 2, False):
            super().unregister_provider(provider)
            return
        # The broker is away: there is no consumer to cancel, and no reconnecting any more.
        self.given_up = self.should_stop = True
        ProviderCollector.unregister_provider(self, provider)

    def _check_given_up(self) -> None:
        if self.given_up:
            raise _GivenUp


class _GivenUp(BaseException):
    """The process ends while the broker is away."""


def _key(message: Any) -> tuple[int, int]:
    return id(message.channel), message.delivery_tag


class _Replies:
    """The connection that replies leave by: shared, confirmed, and dropped when it does not
    answer."""

    def __init__(self, amqp_uri: str) -> None:
        self._uri = amqp_uri
        self._lock = threading.Lock()
        self._connection: Any = None

    def send(self, message: Any, payload: Wire) -> None:
        """Answer the request `message`; what cannot be sent is dropped, since its caller asks
        again."""
        with self._lock:
            for attempt in range(2):
                try:
                    with eventlet.Timeout(REPLY_SECONDS):
                        self._publish(message, payload)
                    return
                except (Exception, eventlet.Timeout) as error:
                    if self._connection is not None:
                        topology.drop(self._connection)
                        self._connection = None
                    if attempt or isinstance(error, eventlet.Timeout):
                        _logger.warning("reply_lost", error=repr(error))
                        return

    def _publish(self, message: Any, payload: Wire) -> None:
        if self._connection is None:
            self._connection = topology.connection(self._uri, heartbeat=0, confirm_publish=True)
        Producer(self._connection.default_channel).publish(
            payload,
            serializer="json",
            exchange=topology.RPC,
            routing_key=message.properties["reply_to"],
            correlation_id=message.properties.get("correlation_id"),
            delivery_mode=1,
            retry=False,
        )


class _RpcConsumer(RpcConsumer):
    """nameko's, with a queue of our topology and replies that cannot end the process."""

    queue_consumer = _QueueConsumer()
    queue: Any

    def setup(self) -> None:
        if self.queue is None:
            self.queue = topology.rpc_queue(self.container.service_name)
            self.replies = _Replies(self.container.config["AMQP_URI"])
            self.queue_consumer.register_provider(self)
            self._registered = True

    def handle_result(self, message: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        error = None if exc_info is None else serialize(exc_info[1])
        if message.properties.get("reply_to"):
            self.replies.send(message, {"result": result, "error": error})
        self.queue_consumer.ack_message(message)
        return result, exc_info


class _Rpc(Rpc):
    rpc_consumer = _RpcConsumer()


_rpc = _Rpc.decorator
