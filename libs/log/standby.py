"""Of several processes with the same work one is active, the others stand by: an advisory lock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

import structlog

from libs.log.database import INFRASTRUCTURE, Cursor, Database

_logger = structlog.get_logger(__name__)


class Standby(Exception):
    """Another process is active."""


@contextmanager
def active(db: Database, lock: tuple[int, int]) -> Iterator[Cursor]:
    """Be the active one; gives a cursor of the connection that holds `lock` meanwhile.

    A connection that is lost takes the lock with it, and another process may be active: before each
    piece of work the active one asks something over this cursor. Raises `Standby`.
    """
    with db.autocommit() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", lock)
        if cursor.fetchone() != (True,):
            raise Standby
        try:
            yield cursor
        finally:
            if not cursor.connection.closed:
                cursor.execute("select pg_advisory_unlock(%s, %s)", lock)


def look_while_active(
    db: Database,
    lock: tuple[int, int],
    name: str,
    look: Callable[[Callable[[], None]], None],
    stop: Event,
    pause: float,
) -> None:
    """Look again and again, `pause` seconds between, wherever this process is the active one, until
    `stop`; standing by otherwise.

    `look` is given what raises once this process is no longer active. What it raises is logged
    under `name`, and it is tried again.
    """
    while not stop.is_set():
        try:
            with active(db, lock) as held:
                while not stop.is_set():
                    look(lambda: held.execute("select 1"))
                    stop.wait(pause)
        except Standby:
            pass
        except INFRASTRUCTURE as error:
            _logger.warning(f"{name}_database_away", error=repr(error))
        except Exception:
            # The thread lives on: without it nothing would be looked at any more.
            _logger.exception(f"{name}_failed")
        stop.wait(pause)
