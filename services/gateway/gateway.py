"""What every route needs: who calls, in which context, and the parts to pass the call on to."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

import falcon

from libs.calendar import vietnam_today
from libs.command_handler import Context, now
from libs.errors import Wire
from libs.eventlog import EventLog
from libs.postgres import Database
from services.gateway import feed, problems, reading
from services.gateway.auth import ANONYMOUS, CHALLENGE, Keys
from services.gateway.problems import Refusal, field


class Backend(Protocol):
    """The services, in this process or behind the broker. Each method raises what the service does.

    `health` returns `{"lag": {subscription: {log: events behind}}}` or raises anything.
    """

    def execute(self, service: str, log: str, stream: str, command: Wire, context: Wire) -> Wire:
        """Carry out a command."""

    def query(self, service: str, log: str, question: Wire, context: Wire) -> Wire:
        """Answer a question."""

    def health(self, service: str) -> Wire:
        """Return how the service is, if it is."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a gateway runs.

    `logs` are the provinces it serves, all when empty; `demo` lets callers name the legal date; a
    call is given `patience`; the gateway is ready while no subscription is more than `lag` behind.
    """

    operator_key: str
    demo: bool = False
    logs: tuple[str, ...] = ()
    patience: timedelta = timedelta(seconds=10)
    lag: int = 10_000
    clock: Callable[[], datetime] = now


class Gateway:
    """What every route needs: who calls, in which context, and the parts to pass the call on to."""

    def __init__(
        self,
        backend: Backend,
        log: EventLog,
        db: Database,
        contracts: Mapping[str, Wire],
        options: Options,
    ) -> None:
        self.backend = backend
        self.log = log
        self.db = db
        self.contracts = contracts
        self.options = options
        self.keys = Keys(db, options.operator_key, options.clock)
        self.visibility = feed.visibilities(contracts)
        self.catalogue = problems.catalogue(contracts)
        self.probes = ThreadPoolExecutor(max(4, len(contracts)), "readiness")

    def actor(self, req: falcon.Request, public: bool) -> str:
        """Return who calls; raises `Refusal` (credentials-missing) for nobody, unless `public`."""
        actor = self.keys.actor(req.get_header("Authorization"))
        req.context.actor = actor
        if actor == ANONYMOUS and not public:
            raise Refusal("credentials-missing", headers=CHALLENGE)
        return actor

    def known(self, log: str) -> str:
        """Return the log's code; raises `Refusal` (path-malformed, log-unknown)."""
        reading.segment("log", log, reading.LOG)
        if self.options.logs and log not in self.options.logs:
            raise Refusal("log-unknown")
        return log

    def on(self, req: falcon.Request) -> date:
        """Return the legal date of the call, Vietnamese calendar."""
        if req.get_header("Kiemdinh-On") is not None and not self.options.demo:
            raise Refusal("demo-only")
        return reading.day(req) or vietnam_today(self.options.clock())

    def check(self, log: str, position: int) -> None:
        """Raise `Refusal` (position-unknown) if the log is not that long: no use in waiting."""
        if position > 0 and position > self.log.head(log):
            raise field("position-unknown", "/min_position", "Sổ ghi chưa dài đến vị trí này.")

    def context(
        self,
        req: falcon.Request,
        actor: str,
        least: int,
        command_id: str = "",
        expected: int | None = None,
    ) -> Wire:
        """Return the context that travels with the call."""
        return Context(
            command_id=command_id,
            actor=actor,
            on=self.on(req),
            corr=req.context.trace,
            deadline=self.options.clock() + self.options.patience,
            expected_version=expected,
            min_position=least,
        ).to_wire()
