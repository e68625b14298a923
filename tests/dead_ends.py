"""A machine explored through its own `decide`: where it can come to, and from where no end is left.

Not a table drawn by hand: a state is what `evolve` makes of the events that the rules let happen.
"""

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from libs.kernel.problems import Problem
from tests.spec import Spec


@dataclass(frozen=True)
class Move:
    """What somebody can try: some commands in a row; `by` is who, as a test tells them apart."""

    name: str
    by: str
    commands: Callable[[Any], Sequence[Any]]


def move(name: str, by: str, *commands: Any) -> Move:
    """Return a move whose commands are the same in every state."""
    return Move(name, by, lambda _: commands)


@dataclass
class Explored:
    """The states that were reached, by key, and which move leads from which to which."""

    states: dict[Hashable, Any] = field(default_factory=dict)
    paths: dict[Hashable, tuple[str, ...]] = field(default_factory=dict)
    back: dict[Hashable, set[tuple[str, Hashable]]] = field(default_factory=dict)

    def stuck(
        self, is_end: Callable[[Any], bool], without: Collection[str] = ()
    ) -> list[tuple[str, ...]]:
        """Return the ways to states from which no end can be reached by anybody but `without`."""
        good = {key for key, state in self.states.items() if is_end(state)}
        todo = deque(good)
        while todo:
            for by, before in self.back.get(todo.popleft(), ()):
                if by not in without and before not in good:
                    good.add(before)
                    todo.append(before)
        return [self.paths[key] for key in self.states if key not in good]


def explore(
    spec: Spec[Any, Any],
    moves: Iterable[Move],
    key: Callable[[Any], Hashable] = repr,
    most: int = 5_000,
) -> Explored:
    """Return all that can be reached by `moves` from the beginning, each state told by its `key`.

    Raises AssertionError for more than `most` states: then the sample tells too many apart.
    """
    every = tuple(moves)
    found = Explored()
    begin = spec.decider.initial
    found.states[key(begin)], found.paths[key(begin)] = begin, ()
    todo = deque([key(begin)])
    while todo:
        here = todo.popleft()
        for each in every:
            after = _after(spec, found.states[here], each)
            if after is None or (there := key(after)) == here:
                continue
            found.back.setdefault(there, set()).add((each.by, here))
            if there not in found.states:
                assert len(found.states) < most, "too many states"
                found.states[there] = after
                found.paths[there] = (*found.paths[here], each.name)
                todo.append(there)
    return found


def _after(spec: Spec[Any, Any], state: Any, tried: Move) -> Any:
    """Return the state after a move, None where the rules refuse it."""
    try:
        for command in tried.commands(state):
            for event in spec.decide(command, state):
                state = spec.decider.evolve(state, event)
    except Problem:
        return None
    return state
