"""Which dossiers the desk is still to be told of: kept until it was told, also over a crash."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.log.database import Database

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
"""How long is waited after a first try that failed, doubled each time; at most."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dossier, the position of what is to be told of it, and how often that was tried."""

    log: str
    id: str
    position: int
    tries: int


class Waitings:
    """The table of what waits, and how far each log was followed."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def followed(self, log: str) -> int:
        """Return up to which position a log was followed."""
        with self._db.transaction() as db:
            db.execute("select position from one_stop_followed where log = %s", (log,))
            row = db.fetchone()
        return int(row[0]) if row else 0

    def add(self, log: str, touched: Iterable[tuple[str, int]], until: int) -> None:
        """Let dossiers wait for what happened at these positions; the log was followed `until`."""
        with self._db.transaction() as db:
            for id, position in touched:
                db.execute(
                    "insert into one_stop_waiting (log, id, position, next_at)"
                    " values (%s, %s, %s, %s) on conflict (log, id) do update"
                    " set position = excluded.position, tries = 0, next_at = excluded.next_at",
                    (log, id, position, self._clock()),
                )
            db.execute(
                "insert into one_stop_followed (log, position) values (%s, %s)"
                " on conflict (log) do update set position = excluded.position",
                (log, until),
            )

    def due(self) -> Sequence[Waiting]:
        """Return what may be told now, the oldest first."""
        with self._db.transaction() as db:
            db.execute(
                "select log, id, position, tries from one_stop_waiting where next_at <= %s"
                " order by next_at, log, id limit 500",
                (self._clock(),),
            )
            return [Waiting(*row) for row in db.fetchall()]

    def told(self, one: Waiting) -> None:
        """Take away what was told, unless something happened since."""
        with self._db.transaction() as db:
            db.execute(
                "delete from one_stop_waiting where log = %s and id = %s and position = %s",
                (one.log, one.id, one.position),
            )

    def put_off(self, one: Waiting, why: str) -> None:
        """Try again later, and keep why."""
        after = min(FIRST * 2 ** min(one.tries, 10), LONGEST)
        with self._db.transaction() as db:
            db.execute(
                "update one_stop_waiting set tries = tries + 1, next_at = %s, why = %s"
                " where log = %s and id = %s and position = %s",
                (self._clock() + after, why[:200], one.log, one.id, one.position),
            )
