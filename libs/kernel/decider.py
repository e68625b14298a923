"""An aggregate in three pieces: its beginning, what a command brings, what an event changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, Never, TypeVar, assert_never

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")


def by_knowledge_alone(command: Never, state: object) -> Sequence[Any]:
    """Decide for a kind of stream all of whose commands rest on what others know: none is left."""
    assert_never(command)


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S, E]):
    """`decide(command, state)` gives events or raises `Rejected`; `evolve` never raises."""

    initial: S
    decide: Callable[[C, S], Sequence[E]]
    evolve: Callable[[S, E], S]

    def fold(self, events: Iterable[E]) -> S:
        """Return the state after `events`, from the first one on."""
        return reduce(self.evolve, events, self.initial)
