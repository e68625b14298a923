"""How the streams are read that rights rest on."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, TypeVar

from libs.kernel.messages import Contract
from libs.log.entry import Recorded

S = TypeVar("S")
T = TypeVar("T")

STRICT = 3
"""From this number of the platform's rules on (`libs.engine.rules`) rights are asked by what an id
really is, and duties apart cover every step; what was done before stays right."""
NEWEST = STRICT
"""The number by which is asked what no log remembers: what somebody may see or send."""

Read = Callable[..., Mapping[str, Sequence[Recorded]]]
"""Gives the streams asked for, each from its first event on; an unknown stream is empty."""


def heard(events: Iterable[Recorded], contract: Contract[T]) -> list[T]:
    """Return what `contract` reads of `events`, in their order; it passes over the others."""
    found = (contract.event(event.envelope) for event in events)
    return [told for told in found if told is not None]


class Growing(list[Recorded]):
    """A stream that only ever gains events: what `folded` made of it so far, it remembers."""

    def __init__(self) -> None:
        super().__init__()
        self.folds: dict[object, tuple[int, Any]] = {}


def folded(
    history: Sequence[Recorded], initial: Callable[[], S], step: Callable[[S, Recorded], S]
) -> S:
    """Return what `step` makes of a stream, event by event; it is not to be changed.

    Who audits a long stream asks this at each of its events: of one that is `Growing` only what is
    new is folded. `step` must be the same function each time.
    """
    if not isinstance(history, Growing):
        return reduce(step, history, initial())
    count, state = history.folds.get(step, (0, initial()))
    found: S = reduce(step, history[count:], state)
    history.folds[step] = (len(history), found)
    return found


class Reading:
    """Passes reads on, each stream once, and keeps the version at which it was read.

    `ahead` are streams that were read before anybody asked.
    """

    def __init__(self, read: Read, ahead: Mapping[str, Sequence[Recorded]] | None = None) -> None:
        self._read = read
        self._ahead = ahead or {}
        self._known: dict[str, Sequence[Recorded]] = {}

    def __call__(self, *streams: str) -> Mapping[str, Sequence[Recorded]]:
        """Return the streams asked for, as `Read` does."""
        asked = [stream for stream in streams if stream not in self._known]
        self._known |= {stream: self._ahead[stream] for stream in asked if stream in self._ahead}
        new = [stream for stream in asked if stream not in self._ahead]
        if new:
            self._known.update(self._read(*new))
        return {stream: self._known[stream] for stream in streams}

    @property
    def asked(self) -> Collection[str]:
        """The streams that were asked for."""
        return self._known.keys()

    def guards(self, own: str) -> dict[str, int]:
        """Return the versions of the streams read, without the one that is written to."""
        return {stream: len(known) for stream, known in self._known.items() if stream != own}
