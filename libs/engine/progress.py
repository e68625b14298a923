"""How far a follower has come and how far it should: what the threads of a process share of it."""

from collections.abc import Mapping
from threading import Condition, Event


class Progress:
    """Positions of one follower, by log. Safe in threads."""

    def __init__(self) -> None:
        self._reached: dict[str, int] = {}
        self._told: dict[str, int] = {}
        self._wanted: dict[str, int] = {}
        self._waiting = 0
        self._asked = False
        self._changed = Condition()

    def reached(self, log: str) -> int | None:
        """Return up to where all has been applied, None where nobody has looked yet."""
        return self._reached.get(log)

    def come(self, log: str, position: int) -> None:
        """Say that all up to a position has been applied."""
        with self._changed:
            self._reached[log] = max(position, self._reached.get(log, 0))
            if self._waiting:
                self._changed.notify_all()

    def forget(self) -> None:
        """Know nothing any more of what has been applied."""
        with self._changed:
            self._reached.clear()

    def grown(self, log: str, position: int) -> None:
        """Say that a log has grown to a position that is on disk."""
        with self._changed:
            self._wanted[log] = max(position, self._wanted.get(log, 0))
            self._told[log] = max(position, self._told.get(log, 0))
            self._changed.notify_all()

    def ask(self) -> None:
        """Have every log looked at, or seen that it is time to stop."""
        with self._changed:
            self._asked = True
            self._changed.notify_all()

    def wait_for(self, log: str, position: int, seconds: float) -> bool:
        """Wait until a position has been reached; return whether it has. Meanwhile nobody rests."""
        with self._changed:
            if self._reached.get(log, 0) >= position or seconds <= 0:
                return self._reached.get(log, 0) >= position
            self._waiting += 1
            self._asked |= position > self._told.get(log, 0)
            self._changed.notify_all()
            try:
                return self._changed.wait_for(
                    lambda: self._reached.get(log, 0) >= position, seconds
                )
            finally:
                self._waiting -= 1

    def rest(self, stop: Event, most: float, least: float) -> tuple[Mapping[str, int], bool]:
        """Rest until a log has grown, at most `most` seconds; return the logs and to where.

        Then `least` seconds more, unless somebody waits: what comes meanwhile shares the work. Also
        returned: whether to look at every log: for a position, say, that nobody told of.
        """
        with self._changed:
            if self._changed.wait_for(lambda: self._wanted or self._asked or stop.is_set(), most):
                self._changed.wait_for(lambda: self._waiting or stop.is_set(), least)
            wanted, self._wanted = self._wanted, {}
            asked, self._asked = self._asked, False
            return wanted, asked
