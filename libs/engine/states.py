"""Streams as a service has them in mind between one command and the next.

Each command reads what came to its stream since the last one, not the whole of it. The last entry
that is known is read again and must be the very same: what is kept in mind is never more than a
short way to what the log holds.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from libs.engine.aggregate import Aggregate
from libs.log.entry import EventLog, Recorded

S = TypeVar("S")

KEPT = 500
"""How many streams a service keeps in mind, those asked for last."""


@dataclass(frozen=True, slots=True)
class Known(Generic[S]):
    """A stream up to its last entry: `version`, `leaf` and `at` are that entry's.

    `on` is the latest day of its acts (ISO), empty as `at` where there is none; `state` what the
    events make together.
    """

    state: S
    version: int = 0
    leaf: bytes | None = None
    at: str = ""
    on: str = ""

    def then(self, aggregate: Aggregate[Any, S, Any], entries: Sequence[Recorded]) -> "Known[S]":
        """Return the stream once these entries have come."""
        if not entries:
            return self
        last = entries[-1]
        return Known(
            aggregate.fold(entries, self.state),
            self.version + len(entries),
            last.leaf,
            str(last.envelope["at"]),
            max(self.on, *(str(each.envelope["on"]) for each in entries)),
        )


class States:
    """The streams of one process of a service. Safe in threads."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._kept: OrderedDict[tuple[str, str], Known[Any]] = OrderedDict()
        self._lock = Lock()

    def now(
        self, aggregate: Aggregate[Any, S, Any], code: str, stream: str, others: Iterable[str] = ()
    ) -> tuple[Known[S], Mapping[str, Sequence[Recorded]]]:
        """Return a stream as it stands in the log, and others whole; one read for all of them."""
        key = (code, stream)
        with self._lock:
            before = self._kept.get(key)
        whole = dict.fromkeys(others, 1)
        read = self._log.since(code, {**whole, stream: before.version if before else 1})
        found = list(read[stream])
        if before is not None:
            if found and found[0].leaf == before.leaf:
                del found[0]
            else:
                # Not the stream that it was: a database was put back to what it had been.
                before, found = None, list(self._log.since(code, {stream: 1})[stream])
        known = (before or Known(aggregate.decider.initial)).then(aggregate, found)
        if known.version:
            self._keep(key, known)
        return known, {other: read[other] for other in whole if other != stream}

    def _keep(self, key: tuple[str, str], known: Known[Any]) -> None:
        with self._lock:
            self._kept[key] = known
            self._kept.move_to_end(key)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
