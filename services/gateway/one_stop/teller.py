"""Tells the one-stop desk how dossiers stand, and records what its receipt says.

The log is followed; a dossier that an event is of waits until the desk was told of it as it stands
then, so that of several events one call is made. A crash after the call makes it again: it says the
same.
"""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from threading import Event

import structlog

from libs.engine.commands import Context
from libs.kernel.problems import NotFound, Problem, Wire
from libs.law.calendar import vietnam_today
from libs.law.labels import label
from libs.log.database import INFRASTRUCTURE, Database
from libs.log.entry import EventLog
from libs.log.standby import look_while_active
from libs.rights import OPERATOR
from services.gateway.gateway import Backend
from services.gateway.one_stop.desk import (
    DeskRefused,
    OneStopDesk,
    Outcome,
    Receipt,
    Standing,
)
from services.gateway.one_stop.waiting import Waiting, Waitings
from services.gateway.partner_api import Away

LOCK = (19270, 4)
"""The advisory lock of the active teller: namespace and number."""
PAUSE = 15.0
"""Seconds between two looks."""
PATIENCE = timedelta(seconds=20)
OF_CASES = "evaluation-"
BATCH = 500
_RECEIPT = ("number", "received_on", "return_on")

_logger = structlog.get_logger(__name__)


class Teller:
    """Follows the logs and tells the desk."""

    def __init__(
        self,
        db: Database,
        log: EventLog,
        backend: Backend,
        desk: OneStopDesk | None,
        logs: Callable[[], Sequence[str]],
        clock: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._log = log
        self._backend = backend
        self._desk = desk
        self._logs = logs
        self._clock = clock
        self._waitings = Waitings(db, clock)

    def run(self, stop: Event, pause: float = PAUSE) -> None:
        """Work until `stop`; without a desk there is nothing to do."""
        if self._desk is not None:
            look_while_active(self._db, LOCK, "one_stop", self.look, stop, pause)

    def look(self, check_active: Callable[[], None] = lambda: None) -> None:
        """Follow the logs to their ends and tell what may be told.

        `check_active` raises where this process is no longer the one that tells.
        """
        for log in self._logs():
            self._follow(log)
        for one in self._waitings.due():
            check_active()
            try:
                self._tell(one)
            except INFRASTRUCTURE:
                raise
            except (Away, DeskRefused, Problem) as error:
                _logger.warning("one_stop_put_off", log=one.log, id=one.id, reason=repr(error))
                self._waitings.put_off(one, repr(error))

    def _follow(self, log: str) -> None:
        after = self._waitings.followed(log)
        while batch := self._log.follow(log, after, BATCH):
            after = batch[-1].position
            # What the operator's own program recorded is what the desk itself said.
            touched = {
                event.stream.removeprefix(OF_CASES): event.position
                for event in batch
                if event.stream.startswith(OF_CASES) and event.envelope["actor"] != OPERATOR
            }
            self._log.flush()
            self._waitings.add(log, touched.items(), after)

    def _tell(self, one: Waiting) -> None:
        assert self._desk is not None
        question = {"type": "GetEvaluation", "data": {"id": one.id}}
        try:
            view = self._backend.query("review", one.log, question, self._context(one).to_wire())
        except NotFound:
            view = {"view": {"filed_on": None}}
        case = view["view"]
        if case["filed_on"] is not None:
            receipt = self._desk.tell(standing_of(one.log, case))
            if receipt is not None:
                self._record(one, case, receipt)
        self._waitings.told(one)

    def _record(self, one: Waiting, case: Wire, receipt: Receipt) -> None:
        said = [receipt.number, *map(_iso, (receipt.received_on, receipt.return_on))]
        if said == [case[f"desk_{name}"] for name in _RECEIPT]:
            return
        data = dict(zip(_RECEIPT, said, strict=True))
        context = self._context(one, f"desk/{_mark(one.log, one.id, *map(str, said))}")
        command = {"type": "RecordDeskReceipt", "data": data}
        stream = f"{OF_CASES}{one.id}"
        self._backend.execute("review", one.log, stream, command, context.to_wire())

    def _context(self, one: Waiting, command_id: str = "") -> Context:
        now = self._clock()
        return Context(
            command_id,
            OPERATOR,
            vietnam_today(now),
            uuid.uuid4().hex,
            now + PATIENCE,
            min_position=one.position,
        )


def standing_of(log: str, case: Wire) -> Standing:
    """Return how a case stands, as the desk is told."""
    results = [
        Outcome(kind, case[said], case[f"{name}_on"], case[f"{name}_decision"])
        for kind, name, said in (
            ("accreditation", "accreditation", "accreditation"),
            ("national_standard", "national", "national"),
        )
        if case[said]
    ]
    due = min((_last(each["before"]) for each in case["open_deadlines"]), default=None)
    return Standing(
        dossier=f"{log}_{case['id']}",
        school=case["school"],
        attempt=case["attempt"],
        state=case["state"],
        state_vi=label(case["state"]),
        filed_on=case["filed_on"],
        due_on=due,
        reasons=[f"{one['item']}: {one['detail']}" for one in case["return_reasons"]],
        results=results,
    )


def _last(before: str) -> str:
    return (date.fromisoformat(before) - timedelta(days=1)).isoformat()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _mark(*parts: str) -> str:
    """Return what is the same for the same receipt, so that it is recorded once."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
