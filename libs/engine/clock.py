"""The one clock of a service: what a day brings, and no event, it does by itself, once.

Nothing of it is kept but in the log. At every look it asks the timers of the slices what is due by
the Vietnamese day, and gives those commands under ids made of what they say: so whatever is started
again, late, or looks at the same moment elsewhere, each comes to the log once.
"""

import uuid
from datetime import date, timedelta
from threading import Event

from libs.engine.commands import Context
from libs.engine.service import Service
from libs.kernel import canonical
from libs.kernel.problems import Conflict, Problem, Unavailable, Wire
from libs.law.calendar import vietnam_today
from libs.log.database import INFRASTRUCTURE
from libs.log.late_logger import LateLogger

IDS = uuid.UUID("5d2c6a0e-8a5e-5b7b-9a39-2f0f1c6f9d11")
LOOK = 60.0
"""Seconds between two looks."""
PATIENCE = timedelta(seconds=10)
PAUSES = (*INFRASTRUCTURE, Unavailable, Conflict, OSError)
"""What is away comes back: the next look does the same again."""

_logger = LateLogger(__name__)


def timer_id(service: str, log: str, stream: str, wire: Wire) -> str:
    """Return the command id of a timer. The slash keeps it apart from every id of a caller."""
    said = canonical.digest([service, log, stream, wire])
    return f"t/{uuid.uuid5(IDS, said).hex}"


class Clock:
    """Looks what is due by the day; `tick` is one look, `run` looks until it is to stop."""

    def __init__(self, service: Service) -> None:
        self.name = f"{service.name}.clock"
        self._service = service

    def tick(self) -> int:
        """Do in every log what is due by now; return how many commands brought something about."""
        today = vietnam_today(self._service.clock())
        return sum(self._look(log, today) for log in self._service.log.logs())

    def run(self, stop: Event) -> None:
        """Look at once, and from then on every `LOOK` seconds, until `stop` is set."""
        while not stop.is_set():
            try:
                self.tick()
            except PAUSES as error:
                _logger.warning("clock_waits", name=self.name, error=repr(error))
            except Exception:
                _logger.exception("clock_failed", name=self.name)
            stop.wait(LOOK)

    def _look(self, log: str, today: date) -> int:
        done = 0
        for timers in type(self._service).timers:
            with self._service.db.transaction() as db:
                due = [*timers(db, log, today)]
            for stream, command in due:
                done += self._give(log, stream, command, today)
        return done

    def _give(self, log: str, stream: str, command: object, today: date) -> int:
        wire = self._service.aggregate(stream).commands.dump(command)
        id = timer_id(self._service.name, log, stream, wire)
        deadline = self._service.clock() + PATIENCE
        context = Context(id, f"s:{self._service.name}", today, id, deadline)
        try:
            return bool(self._service.carry_out(log, stream, wire, context).types)
        except PAUSES:
            raise
        except Problem as refusal:
            # Meanwhile something else came: what the tables show next will tell.
            _logger.info("timer_refused", stream=stream, code=refusal.code)
            return 0
