"""Who opened which file of a school that is not their own: noted before the first byte is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from libs.log.database import Database
from services.gateway.sign_in.access_log import Client

ONE = timedelta(minutes=30)
"""A file that somebody reads on in, piece by piece, is opened once in so long."""

_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened: a version of an item of a school."""

    log: str
    school: str
    code: str
    item_version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening; `at` its begin, `last_at` when somebody last read on, UTC."""

    id: str
    code: str
    item_version: int
    sha256: str
    actor: str
    at: datetime
    last_at: datetime


class Openings:
    """The openings of an installation, in table `file_opening`, and the same as log lines."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def note(self, opened: Opened, actor: str, client: Client) -> None:
        """Record that `actor` opens a file now."""
        now = self._clock()
        what = (opened.log, opened.school, opened.code, opened.item_version, opened.sha256, actor)
        with self._db.transaction() as db:
            db.execute(
                "update file_opening set last_at = %s where log = %s and school = %s and code = %s"
                " and item_version = %s and sha256 = %s and actor = %s and address = %s"
                " and last_at > %s",
                (now, *what, client.address, now - ONE),
            )
            if db.rowcount:
                return
            db.execute(
                "insert into file_opening (log, school, code, item_version, sha256, actor, at,"
                " last_at, address, trace) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (*what, now, now, client.address, client.trace),
            )
        _logger.info(
            "access",
            act="file-opened",
            actor=actor,
            about=f"{opened.school} {opened.code}",
            address=client.address,
            trace=client.trace,
        )

    def of(self, log: str, school: str, after: int, limit: int) -> list[Opening]:
        """Return the openings of a school's files, the newest first, those before `after` (0)."""
        with self._db.transaction() as db:
            db.execute(
                "select id, code, item_version, sha256, actor, at, last_at from file_opening"
                " where log = %s and school = %s and (%s = 0 or id < %s) order by id desc limit %s",
                (log, school, after, after, limit),
            )
            return [Opening(str(id), *rest) for id, *rest in db.fetchall()]
