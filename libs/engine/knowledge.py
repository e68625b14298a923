"""Knowledge in a service: others' streams, guarded by version; indexes, guarded by what they hear.

The suppliers are the same as an audit's (`libs.engine.procedure`). All of it comes from the log,
none of it from read tables: what was known when an act was decided can be repeated by anybody.
"""

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import ExitStack
from threading import Lock, RLock
from types import TracebackType
from typing import Any, Self, TypeVar

from libs.engine.foresight import Foresight
from libs.engine.procedure import KIND, Act, After, Fold, Index
from libs.engine.states import States
from libs.log.entry import EventLog, Recorded
from libs.rights import Reading

S = TypeVar("S")

FOLDS = 10_000
"""How many states of others' streams a service keeps."""
PAGE = 10_000
"""How many positions an index is brought forward at a time."""


class Knowledge:
    """What one process of a service remembers of every log: indexes, states of streams.

    `states` are those of its own; of others' it has folds. `foresight` is what its commands ask.

    Safe in threads. It begins empty, and holds nothing that the log does not have.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.states = States(log)
        self.foresight = Foresight()
        self._indexes: dict[tuple[str, type], _Fed] = {}
        self._folds: OrderedDict[tuple[str, Fold[Any], str], tuple[int, Any]] = OrderedDict()
        self._lock = Lock()
        self.asking = RLock()
        """Held while indexes are asked, all of them by one act at a time: they grow in place."""

    def fed(self, code: str, kind: type[Index]) -> "_Fed":
        """Return the index of this kind over a log, as far as it has been fed."""
        with self._lock:
            found = self._indexes.get((code, kind))
            if found is None:
                found = self._indexes[code, kind] = _Fed(self._log, code, kind())
            return found

    def entry(self, code: str, position: int) -> Recorded | None:
        """Return the entry of a log at a position, None before there is one."""
        return next(iter(self._log.follow(code, position - 1, 1)), None)

    def fold(self, code: str, fold: Fold[S], stream: str, history: Sequence[Recorded]) -> S:
        """Return what `fold` makes of a stream that has this history."""
        key = (code, fold, stream)
        with self._lock:
            version, state = self._folds.get(key, (0, fold.initial))
        if version > len(history):
            # Another thread has read the stream since.
            version, state = 0, fold.initial
        for event in history[version:]:
            heard = fold.heard.event(event.envelope)
            if heard is not None:
                state = fold.evolve(state, heard)
        with self._lock:
            self._folds[key] = (len(history), state)
            self._folds.move_to_end(key)
            if len(self._folds) > FOLDS:
                self._folds.popitem(last=False)
        return state  # type: ignore[no-any-return]


class _Fed:
    """An index of one log and the position up to which it has been fed."""

    def __init__(self, log: EventLog, code: str, index: Index) -> None:
        self.index = index
        self.types = frozenset(index.heard.types)
        self.position = 0
        self._log, self._code = log, code

    def catch_up(self) -> None:
        """Feed what the log holds by now; under the lock of `Knowledge.asking`."""
        head = self._log.head(self._code)
        while self.position < head:
            until = min(head, self.position + PAGE)
            for event in self._log.heard(self._code, self.types, self.position, until):
                envelope = event.envelope
                act = Act(
                    *(event.log, event.stream, event.on),
                    *(envelope["actor"], envelope["role"], envelope["org"]),
                )
                self.index.learn(event.stream, self.index.heard.event(envelope), act)
                self.position = event.position
            self.position = until


class LogAsk:
    """What suppliers ask for one act, answered from the log; to be left when all is decided.

    `read.guards` are then the versions of the streams that were asked, `quiet` the types of which
    no event may have come after a position.
    """

    def __init__(
        self,
        code: str,
        read: Reading,
        knowledge: Knowledge,
        asks: Sequence[Fold[Any] | type[Index] | After],
    ) -> None:
        self.read = read
        self.quiet: tuple[frozenset[str], int] | None = None
        self._asks = asks
        self._code, self._knowledge = code, knowledge
        self._folded: dict[tuple[Fold[Any], str], Any] = {}
        self._fed: dict[type, _Fed] = {}
        self._held = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._held.close()

    def fold(self, fold: Fold[S], id: str) -> S:
        """Return what `fold` makes of the stream."""
        self._declared(fold)
        key = (fold, id)
        if key not in self._folded:
            stream = f"{fold.category}-{id}"
            history = self.read(stream)[stream]
            self._folded[key] = self._knowledge.fold(self._code, fold, stream, history)
        found: S = self._folded[key]
        return found

    def index(self, kind: type[KIND]) -> KIND:
        """Return the index, brought up to the log's head; nobody feeds it until this is left."""
        self._declared(kind)
        if kind not in self._fed:
            if not self._fed:
                self._held.enter_context(self._knowledge.asking)
            fed = self._fed[kind] = self._knowledge.fed(self._code, kind)
            fed.catch_up()
            types, position = self.quiet or (frozenset(), fed.position)
            self.quiet = (types | fed.types, min(position, fed.position))
        found: KIND = self._fed[kind].index  # type: ignore[assignment]
        return found

    def after(self, named: After, stream: str) -> str | None:
        """Return the leaf hash of the entry that the stream's last event of the kind names."""
        self._declared(named)
        told = [each for each in self.read(stream)[stream] if each.type == named.kind.__name__]
        if not told:
            return None
        wait = int(told[-1].data["wait"])
        found = self._knowledge.entry(self._code, told[-1].position + wait)
        return None if found is None else found.leaf.hex()

    def _declared(self, asked: Any) -> None:
        if asked not in self._asks:
            raise TypeError(f"{asked} is asked and not declared: an audit would not have it")
