"""What every route needs: who calls, in which context, and the parts to pass the call on to."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from dataclasses import field as field_
from datetime import date, datetime, timedelta
from typing import Protocol

import falcon

from libs.engine.commands import now
from libs.kernel.problems import Wire
from libs.law.calendar import vietnam_today
from libs.log.database import Database
from libs.log.entry import EventLog
from services.gateway import feed, problems, request
from services.gateway.auth import Callers
from services.gateway.drafts import Drafts
from services.gateway.files.openings import Openings
from services.gateway.files.settings import FileOptions
from services.gateway.files.uploads import Uploads
from services.gateway.keys import Keys, scopes
from services.gateway.made_documents import MadeDocuments
from services.gateway.notices.addresses import Addresses
from services.gateway.notices.duties import Duties
from services.gateway.notices.settings import NoticeSettings
from services.gateway.one_stop.desk import OneStopDesk
from services.gateway.problems import Refusal, field
from services.gateway.sector_database import SectorDatabase
from services.gateway.sign_in.flows import SignInFlows
from services.gateway.sign_in.roles import Roles
from services.gateway.sign_in.settings import SignInSettings


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
    call is given `patience`; the gateway is ready while no subscription is more than `lag` behind;
    `sign_in` is how people sign in, `files` how files are kept, None where none are; `notices` how
    mail goes out and when people are reminded; `sector_database` is where figures of schools are
    taken from, `one_stop` the desk that is told how dossiers stand, None where not connected.
    """

    operator_key: str
    demo: bool = False
    logs: tuple[str, ...] = ()
    patience: timedelta = timedelta(seconds=10)
    lag: int = 10_000
    clock: Callable[[], datetime] = now
    sign_in: SignInSettings = field_(default_factory=SignInSettings)
    files: FileOptions | None = None
    notices: NoticeSettings = field_(default_factory=NoticeSettings)
    sector_database: SectorDatabase | None = None
    one_stop: OneStopDesk | None = None


class Gateway:
    """What every route needs: who calls, in which context, and the parts to pass the call on to."""

    def __init__(
        self,
        backend: Backend,
        log: EventLog,
        db: Database,
        contracts: Mapping[str, Wire],
        options: Options,
        document: bytes,
    ) -> None:
        self.backend = backend
        self.log = log
        self.db = db
        self.contracts = contracts
        self.options = options
        self.document = document
        self.roles = Roles(log, lambda: options.logs or log.logs())
        self.flows = SignInFlows(
            db,
            options.sign_in,
            options.operator_key,
            self.roles,
            options.clock,
            self.today,
            options.demo,
        )
        self.drafts = Drafts(db, options.clock)
        self.addresses = Addresses(db, options.clock)
        self.duties = Duties(backend, contracts, self.roles, options.clock)
        self.keys = Keys(db, options.clock, scopes(contracts))
        self.callers = Callers(
            self.keys, self.flows.sessions, options.sign_in, options.operator_key
        )
        self.visibility = feed.visibilities(contracts)
        self.catalogue = problems.catalogue(contracts)
        self.openings = Openings(db, options.clock)
        self.documents = MadeDocuments(db, options.clock, options.files)
        self.probes = ThreadPoolExecutor(max(4, len(contracts) + 2), "readiness")

    @property
    def files(self) -> FileOptions:
        """How files are kept; raises `Refusal` (files-not-set-up) where none are."""
        if self.options.files is None:
            raise Refusal("files-not-set-up")
        return self.options.files

    @property
    def uploads(self) -> Uploads:
        """The files on their way in; raises `Refusal` (files-not-set-up)."""
        return Uploads(self.db, self.options.clock, self.files)

    def today(self) -> date:
        """Return the date in Viet Nam."""
        return vietnam_today(self.options.clock())

    def known(self, log: str) -> str:
        """Return the log's code; raises `Refusal` (path-malformed, log-unknown)."""
        request.segment("log", log, request.LOG)
        if self.options.logs and log not in self.options.logs:
            raise Refusal("log-unknown")
        return log

    def on(self, req: falcon.Request) -> date:
        """Return the legal date of the call, Vietnamese calendar."""
        if req.get_header("Kiemdinh-On") is not None and not self.options.demo:
            raise Refusal("demo-only")
        return request.day(req) or self.today()

    def check(self, log: str, position: int) -> None:
        """Raise `Refusal` (position-unknown) if the log is shorter: waiting would be useless."""
        if position > 0 and position > self.log.head(log):
            raise field("position-unknown", "/min_position", "Sổ ghi chưa dài đến vị trí này.")
