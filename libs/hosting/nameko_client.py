"""The services as a caller on threads reaches them: nameko's standalone proxies, time-bounded."""

import threading
import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import amqp
import kombu.exceptions
import structlog
from kombu.messaging import Producer
from nameko.exceptions import UnknownService
from nameko.rpc import MethodProxy
from nameko.standalone.rpc import (
    ClusterRpcProxy,
    PollingQueueConsumer,
    SingleThreadedReplyListener,
)

from libs.hosting import topology
from libs.hosting.transit import Transit, veiled
from libs.kernel.problems import Problem, Unavailable, Wire

CONFIRM_SECONDS = 2.0
HEALTH_SECONDS = 2.0
TRANSPORT_ERRORS = (
    OSError,
    AttributeError,  # what py-amqp raises when a connection is lost inside a call
    amqp.exceptions.AMQPError,
    kombu.exceptions.OperationalError,
)

_logger = structlog.get_logger(__name__)


class ServiceFailed(Exception):
    """A service met a bug; its own log has the traceback, the caller learns no more."""


class RpcBackend:
    """The services as the gateway calls them, over nameko's RPC; a connection for each thread.

    Every call ends by its deadline. A call that met a lost connection is sent again in the time
    that is left: a command has an id and is done once. What cannot be answered is `Unavailable`
    ("service-away"). Messages whose type is one of `private` cross the broker wrapped by `transit`,
    and so do their answers.
    """

    def __init__(
        self, amqp_uri: str, transit: Transit | None = None, private: Collection[str] = ()
    ) -> None:
        if private and transit is None:
            raise ValueError("private messages need a transit key")
        self._uri = amqp_uri
        self._transit = transit
        self._private = frozenset(private)
        self._own = threading.local()

    def execute(self, service: str, log: str, stream: str, command: Wire, context: Wire) -> Wire:
        """Carry out one command, as `Service.execute` does; raises what it raises."""
        left, plain = _left(context), self._wrapped(command)
        return self._call(service, "execute", left, log, stream, plain, context)

    def query(self, service: str, log: str, question: Wire, context: Wire) -> Wire:
        """Answer one question, as `Service.query` does; raises what it raises."""
        left, plain = _left(context), self._wrapped(question)
        return self._call(service, "query", left, log, plain, context)

    def health(self, service: str) -> Wire:
        """Return `{"lag": {follower: {log: events behind}}}`.

        Raises `Unavailable` (service-away, database-away).
        """
        return self._call(service, "health", HEALTH_SECONDS)

    def close(self) -> None:
        """Close this thread's connection; a further call makes a new one."""
        line = self._own.__dict__.pop("line", None)
        if line is not None:
            line.drop()

    def _call(self, service: str, method: str, seconds: float, *values: Any) -> Wire:
        until = time.monotonic() + seconds
        pause = 0.05
        while True:
            try:
                reply = self._line().call(service, method, until, values)
                if self._transit is not None and veiled(reply):
                    reply = self._transit.unwrap(reply)
                return _opened(reply)
            except UnknownService as error:
                raise _away(service) from error
            except TRANSPORT_ERRORS as error:
                self.close()
                if time.monotonic() + pause >= until:
                    raise _away(service) from error
                _logger.warning("call_repeated", target=service, method=method, error=repr(error))
            time.sleep(pause)
            pause = min(1.0, pause * 2)

    def _wrapped(self, message: Wire) -> Wire:
        if self._transit is None or message.get("type") not in self._private:
            return message
        return self._transit.wrap(message)

    def _line(self) -> "_Line":
        if not hasattr(self._own, "line"):
            self._own.line = _Line(self._uri)
        line: _Line = self._own.line
        return line


def _left(context: Wire) -> float:
    """Return the seconds until the deadline of `context`; raises `Unavailable` when there are
    none."""
    left = (datetime.fromisoformat(context["deadline"]) - datetime.now(UTC)).total_seconds()
    if left <= 0:
        raise Unavailable("deadline-passed", "Yêu cầu đã quá hạn chờ; hãy gửi lại.")
    return left


def _opened(reply: Wire) -> Wire:
    if "problem" in reply:
        raise Problem.from_wire(reply["problem"])
    if "answer" not in reply:
        raise ServiceFailed
    answer: Wire = reply["answer"]
    return answer


def _away(service: str) -> Unavailable:
    return Unavailable("service-away", f"Dịch vụ '{service}' tạm thời không trả lời; hãy gửi lại.")


class _Line:
    """One thread's connection: requests out with confirms, replies in on a queue of its own."""

    def __init__(self, amqp_uri: str) -> None:
        self._proxy = ClusterRpcProxy(
            {"AMQP_URI": amqp_uri, "AMQP_SSL": topology.tls(amqp_uri)},
            reply_listener_cls=_ReplyListener,
        )
        try:
            self._proxy.start()
        except BaseException:
            self.drop()
            raise

    def call(self, service: str, method: str, until: float, values: tuple[Any, ...]) -> Wire:
        """Return the reply, at the latest at `until` of the monotonic clock; raises
        `TRANSPORT_ERRORS`."""
        listener = self._proxy._reply_listener
        listener.queue_consumer.until = until
        options = {"line": listener.queue_consumer.connection, "until": until}
        ask = _Method(self._proxy._worker_ctx, service, method, listener, **options)
        reply: Wire = ask(*values)
        return reply

    def drop(self) -> None:
        """Close the connection, without waiting for the broker."""
        connection = getattr(self._proxy._reply_listener.queue_consumer, "connection", None)
        if connection is not None:
            topology.drop(connection)


class _Publisher:
    """Publishes on the line's own connection, waiting for the confirm no longer than the call
    may."""

    def __init__(self, amqp_uri: str, line: Any, until: float, **_: Any) -> None:
        self._line = line
        self._until = until

    def publish(self, payload: Wire, extra_headers: Wire, **options: Any) -> None:
        left = max(0.1, self._until - time.monotonic())
        try:
            Producer(self._line.default_channel).publish(
                payload,
                serializer="json",
                headers=extra_headers,
                delivery_mode=1,
                expiration=left,
                retry=False,
                timeout=left,
                confirm_timeout=min(left, CONFIRM_SECONDS),
                **{**options, "exchange": topology.RPC},
            )
        except amqp.exceptions.ChannelError as error:
            if "NO_ROUTE" in str(error):
                raise UnknownService(options["routing_key"].partition(".")[0]) from error
            raise


class _Method(MethodProxy):
    publisher_cls = _Publisher


class _ReplyConsumer(PollingQueueConsumer):
    """nameko's, with a time limit that other messages do not prolong, and no reconnecting of its
    own."""

    until = 0.0

    def register_provider(self, provider: Any) -> None:
        self.provider = provider
        self.accept = ["json"]
        uri = provider.container.config["AMQP_URI"]
        self.connection = topology.connection(uri, heartbeat=0, confirm_publish=True)
        self.connection.connect()
        channel = self.connection.default_channel
        topology.establish(channel)
        queue = provider.queue
        queue.exchange = topology.rpc_queue("").exchange
        queue.exclusive = queue.auto_delete = True
        queue.durable = False
        self.queue = queue
        self._setup_consumer()
        self.stopped = False

    def get_message(self, correlation_id: str) -> None:
        while correlation_id not in self.replies:
            left = self.until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.connection.drain_events(timeout=left)
        self.provider.handle_message(*self.replies.pop(correlation_id))


class _ReplyListener(SingleThreadedReplyListener):
    def __init__(self, timeout: float | None = None) -> None:
        super().__init__(timeout)
        self.queue_consumer = _ReplyConsumer()
