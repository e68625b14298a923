"""The newest entries of a log, read once for all who follow it in a process."""

import time
from collections.abc import Mapping, Sequence
from threading import Lock

from libs.log.entry import EventLog, Recorded

KEPT = 200
"""How many entries of each log are kept."""
LOOKED = 0.5
"""Seconds for which a look at the heads of all logs serves the others who want one."""
PATIENCE = 1.0
"""Seconds after which who waits for another's read does it himself."""


class Tail:
    """Gives pages of each log up to a position that is known to be on disk. Safe in threads.

    What is not on disk yet may be lost with the database, and others may come in its place: nothing
    of that is ever kept.
    """

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self._logs: dict[str, _Newest] = {}
        self._heads: dict[str, int] = {}
        self._looked = float("-inf")
        self._lock = Lock()

    def heads(self, newest: bool = False) -> Mapping[str, int]:
        """Return the last position of each log, on disk; of half a second ago unless `newest`."""
        with self._lock:
            if newest or time.monotonic() - self._looked > LOOKED:
                heads = {log: self.log.head(log) for log in self.log.logs()}
                if heads != self._heads:
                    self.log.flush()
                self._heads, self._looked = heads, time.monotonic()
            return self._heads

    def page(self, log: str, after: int, until: int, limit: int) -> Sequence[Recorded]:
        """Return up to `limit` entries from `after + 1` to `until`, in order, none skipped.

        `until` is a position on disk.
        """
        newest = self._logs.setdefault(log, _Newest())
        found = newest.page(after, until, limit)
        if found:
            return found
        if after < newest.behind or not newest.reading.acquire(timeout=PATIENCE):
            return self.log.follow(log, after, min(limit, until - after))
        try:
            found = newest.page(after, until, limit)
            if found:
                return found
            read = self.log.follow(log, after, min(max(limit, KEPT), until - after))
            newest.take(read)
            return read[:limit]
        finally:
            newest.reading.release()

    def forget(self) -> None:
        """Keep nothing: the database may have been put back to what it was before."""
        with self._lock:
            self._logs, self._heads, self._looked = {}, {}, float("-inf")


class _Newest:
    """Entries of one log that follow each other."""

    def __init__(self) -> None:
        self.reading = Lock()
        self._entries: list[Recorded] = []

    @property
    def behind(self) -> int:
        """The position after which these entries begin."""
        entries = self._entries
        return entries[0].position - 1 if entries else 0

    def page(self, after: int, until: int, limit: int) -> Sequence[Recorded] | None:
        """Return a page that goes as far as it is asked to, None if that is not here."""
        entries = self._entries
        begin = after + 1 - entries[0].position if entries else -1
        if begin < 0:
            return None
        found = entries[begin : begin + min(limit, until - after)]
        return found if len(found) == min(limit, until - after) else None

    def take(self, read: Sequence[Recorded]) -> None:
        """Keep the newest of what was read and what is here."""
        entries = self._entries
        if not read or (entries and read[-1].position <= entries[-1].position):
            return
        joins = entries and read[0].position == entries[-1].position + 1
        self._entries = [*(entries if joins else ()), *read][-KEPT:]
