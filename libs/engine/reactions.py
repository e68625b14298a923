"""What a service does by itself: whenever an event of a type has come, then these own commands."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from libs.kernel.messages import Contract
from libs.log.entry import Recorded

E = TypeVar("E")

Told = Iterable[tuple[str, Any]]
"""Own streams, and the own command for each."""
IDS = uuid.UUID("0c0f63a3-4a4f-5c0c-9a0a-0d9a54a1f7a1")


@dataclass(frozen=True, slots=True)
class Reaction(Generic[E]):
    """Whenever `event`, then what `then(event, entry)` yields."""

    event: type[E]
    then: Callable[[E, Recorded], Told]


class Reactions:
    """The reactions of a service; called with an entry it gives what follows, in order.

    What follows does not depend on anything but the entry, so that an audit can tell it too.
    """

    def __init__(self, *reactions: Reaction[Any]) -> None:
        self._then = {each.event.__name__: each.then for each in reactions}
        self.heard: Contract[Any] = Contract(tuple(each.event for each in reactions))

    @property
    def types(self) -> frozenset[str]:
        """The types of event that have consequences."""
        return frozenset(self._then)

    def __call__(self, entry: Recorded) -> Told:
        """Yield what follows from an entry."""
        event = self.heard.event(entry.envelope)
        return () if event is None else self._then[entry.type](event, entry)


def command_id(service: str, event_id: str, number: int) -> str:
    """Return the command id of the `number`-th command that follows from an event.

    Sent again, it gets its old answer. The slash in it keeps it apart from every id that a caller
    may choose.
    """
    return f"r/{uuid.uuid5(IDS, f'{service}.reactions/{event_id}/{number}').hex}"
