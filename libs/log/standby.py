"""Of several processes with the same work one is active, the others stand by: an advisory lock."""

from collections.abc import Iterator
from contextlib import contextmanager

from libs.log.database import Cursor, Database


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
