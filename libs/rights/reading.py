"""How the streams are read that rights rest on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from libs.kernel.messages import Contract
from libs.log.entry import Recorded

T = TypeVar("T")

Read = Callable[..., Mapping[str, Sequence[Recorded]]]
"""Gives the streams asked for, each from its first event on; an unknown stream is empty."""


def heard(events: Iterable[Recorded], contract: Contract[T]) -> list[T]:
    """Return what `contract` reads of `events`, in their order; it passes over the others."""
    found = (contract.event(event.envelope) for event in events)
    return [told for told in found if told is not None]


class Reading:
    """Passes reads on, each stream once, and keeps the version at which it was read."""

    def __init__(self, read: Read, known: Mapping[str, Sequence[Recorded]] | None = None) -> None:
        self._read = read
        self._known = dict(known or {})

    def __call__(self, *streams: str) -> Mapping[str, Sequence[Recorded]]:
        """Return the streams asked for, as `Read` does."""
        new = [stream for stream in streams if stream not in self._known]
        if new:
            self._known.update(self._read(*new))
        return {stream: self._known[stream] for stream in streams}

    def guards(self, own: str) -> dict[str, int]:
        """Return the versions of the streams read, without the one that is written to."""
        return {stream: len(known) for stream, known in self._known.items() if stream != own}
