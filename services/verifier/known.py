"""What suppliers ask, answered from one pass over a log: all of it as it stood before the act."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any, TypeVar

from libs.engine.aggregate import Aggregate
from libs.engine.procedure import KIND, Act, After, Fold, Index
from libs.log.entry import Recorded
from libs.rights import Read
from services.verifier.kept import Kept

S = TypeVar("S")


class Known:
    """The folds and indexes of all suppliers, fed in the order of the log.

    `read` gives the streams that rights rest on, as far as they have been learned; `states` are
    those of the streams of `aggregates`, kept by whom has this: some folds are the same.
    """

    def __init__(
        self,
        asks: Iterable[Fold[Any] | type[Index] | After],
        read: Read,
        aggregates: Mapping[str, Aggregate[Any, Any, Any]],
        states: Kept[str],
    ) -> None:
        self.read = read
        self._states = states
        self._whole: set[Fold[Any]] = set()
        self._folds: dict[str, dict[str, list[tuple[Fold[Any], type]]]] = {}
        self._folded: Kept[tuple[Fold[Any], str]] = Kept(states.at_hand)
        self._indexes: dict[type, Any] = {}
        self._hears: dict[str, list[tuple[Index, type]]] = {}
        self._naming: dict[type, After] = {}
        self._awaited: dict[int, list[tuple[After, str]]] = {}
        self._named: dict[tuple[After, str], str | None] = {}
        for each in dict.fromkeys(asks):
            if isinstance(each, After):
                self._naming[each.kind] = each
            elif isinstance(each, Fold) and _is_state(each, aggregates.get(each.category)):
                self._whole.add(each)
            elif isinstance(each, Fold):
                for name, kind in each.heard.types.items():
                    by_category = self._folds.setdefault(name, {})
                    by_category.setdefault(each.category, []).append((each, kind))
            else:
                index = self._indexes[each] = each()
                for name, kind in index.heard.types.items():
                    self._hears.setdefault(name, []).append((index, kind))

    def fold(self, fold: Fold[S], id: str) -> S:
        """Return what a fold makes of a stream."""
        found: S = (
            self._states.get(f"{fold.category}-{id}", fold.initial)
            if fold in self._whole
            else self._folded.get((fold, id), fold.initial)
        )
        return found

    def index(self, kind: type[KIND]) -> KIND:
        """Return an index."""
        found: KIND = self._indexes[kind]
        return found

    def after(self, named: After, stream: str) -> str | None:
        """Return the leaf hash of the entry that the stream's last event of the kind names."""
        return self._named.get((named, stream))

    def learn(self, act: Act, event: Any, entry: Recorded) -> None:
        """Take in an event of an act, and its entry, for the acts that come after it."""
        for awaited in self._awaited.pop(entry.position, ()):
            self._named[awaited] = entry.leaf.hex()
        naming = self._naming.get(type(event))
        if naming is not None:
            self._name(naming, act.stream, entry.position + event.wait)
        name = type(event).__name__
        category, _, id = act.stream.partition("-")
        for fold, kind in self._folds.get(name, _NONE).get(category, ()):
            state = self._folded.get((fold, id), fold.initial)
            self._folded.put((fold, id), fold.evolve(state, as_heard(event, kind)))
        for index, kind in self._hears.get(name, ()):
            index.learn(act.stream, as_heard(event, kind), act)

    def _name(self, naming: After, stream: str, position: int) -> None:
        """Await an entry for a stream, and no longer the one that it named before."""
        key = (naming, stream)
        for awaiting in self._awaited.values():
            if key in awaiting:
                awaiting.remove(key)
        self._named[key] = None
        self._awaited.setdefault(position, []).append(key)


_NONE: Mapping[str, Any] = {}


def _is_state(fold: Fold[Any], aggregate: Aggregate[Any, Any, Any] | None) -> bool:
    """Return whether a fold is what its aggregate makes of the stream itself."""
    return (
        aggregate is not None
        and fold.evolve is aggregate.decider.evolve
        and fold.initial == aggregate.decider.initial
        and fold.heard.types == aggregate.events.types
    )


def as_heard(event: Any, kind: type) -> Any:
    """Return what a listener makes of an event, `kind` having the fields that it reads."""
    if type(event) is kind:
        return event
    return kind(**{name: getattr(event, name) for name in _names(kind)})


@lru_cache(None)
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))
