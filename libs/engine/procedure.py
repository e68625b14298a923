"""The procedure of a kind of stream: which command its events state again, what commands must know.

An act is the entries that one command appended: one stream, one command id. Whoever wants to know
whether an act was one that the rules allow states the command again from the events, supplies what
it had to know, and decides: the same events must come out, else the act is refused as the command
would have been. So no rule is written for an audit, and every field that follows from something
(levels, deadlines, names of the register) is checked by being made again.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from libs.kernel.messages import Contract, misfitting
from libs.rights import Read, school_of

C = TypeVar("C")
K = TypeVar("K")
S = TypeVar("S")
E = TypeVar("E")
KIND = TypeVar("KIND", bound="Index")

SYSTEM = "system"
"""The role under which a service carries out what follows from an event."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what when: of the request in a service, of the envelope in an audit."""

    log: str
    stream: str
    on: date
    actor: str
    role: str
    org: str

    @property
    def id(self) -> str:
        """The id of the stream's thing."""
        return self.stream.partition("-")[2]

    @property
    def school(self) -> str:
        """The school that the stream is about."""
        return school_of(self.stream)

    def given(self) -> dict[str, Any]:
        """Return what every act brings with it, by the name under which commands declare it."""
        return {name: getattr(self, name) for name in OF_ACT}


OF_ACT = ("log", "id", "school", "on", "actor", "role", "org")
"""What a command may declare as `given`."""


@dataclass(frozen=True, slots=True, eq=False)
class Fold(Generic[S]):
    """What others remember of each stream of a category: a small state over what they hear."""

    category: str
    heard: Contract[Any]
    initial: S
    evolve: Callable[[S, Any], S]


class Index(Protocol):
    """What is remembered across streams, for questions that no single stream answers; it grows in
    place, and the one who keeps it feeds every event of `heard`, in the order of the log."""

    heard: Contract[Any]

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in an event, for the acts that come after it."""


@dataclass(frozen=True, slots=True, eq=False)
class After:
    """The hash of an entry that nobody knows when an event names it.

    It comes as many entries of the whole log after the last `kind` of a stream as that event's
    field `wait` says.
    """

    kind: type


class Ask(Protocol):
    """What suppliers may ask: all of it as it stood just before the act.

    A service answers from the log and lets the append fail if a stream that was asked has moved, or
    an event that an index hears came since; an audit answers from its one pass.
    """

    @property
    def read(self) -> Read:
        """The streams that rights rest on, as `libs.rights` reads them."""

    def fold(self, fold: Fold[S], id: str) -> S:
        """Return what `fold` makes of the stream with this id."""

    def index(self, kind: type[KIND]) -> KIND:
        """Return the index of this kind; not to be kept beyond the supplier's call."""

    def after(self, named: After, stream: str) -> str | None:
        """Return the leaf hash, 64 hexadecimal digits, of the entry that the last event of this
        kind in a stream names; None while there is no such event or entry."""


@dataclass(frozen=True, slots=True, eq=False)
class Needs(Generic[C, K, S, E]):
    """A command that rests on what others know: who supplies it, and who decides by it."""

    command: type[C]
    supply: Callable[[Ask, Act, C], K]
    decide: Callable[[C, K, S], Sequence[E]]


class NotAdmitted(Exception):
    """Events that no command brings about as they stand; in Vietnamese, and which of the act's."""

    def __init__(self, detail: str, number: int = 0) -> None:
        super().__init__(detail)
        self.number = number


Restate = Callable[[Sequence[Any], S, Act], C]
"""(the events of an act, the state before them, the act) -> the command that brought them about."""


@dataclass(frozen=True, slots=True, eq=False)
class Procedure(Generic[C, S, E]):
    """For the first event of an act, the command that it states again; what commands must know.

    `stated`: a command class whose own fields bear the names of its (one) event's, or a function.
    An event without a row comes about by reaction alone. A row is never taken away: an event that
    no service writes any more keeps its command. `asks` are all folds and indexes that the
    suppliers ask, and entries that events name, so that an audit can keep them ready. `timed` are
    events that the clock brings about (`libs.engine.clock`): of all acts of a service itself these
    are stated again. Raises TypeError where a command cannot be filled in from its event and its
    act.
    """

    stated: Mapping[type[E], type[C] | Restate[S, C]]
    needs: Sequence[Needs[Any, Any, S, E]] = ()
    asks: Sequence[Fold[Any] | type[Index] | After] = ()
    timed: Collection[type[E]] = ()
    of: Mapping[type, Needs[Any, Any, S, E]] = field(init=False)
    """Each command that has needs, with them."""
    _restate: Mapping[type, Restate[S, C]] = field(init=False)

    def __post_init__(self) -> None:
        """Prepare what is looked up at each act."""
        object.__setattr__(self, "of", {each.command: each for each in self.needs})
        restate = {event: _restating(event, how) for event, how in self.stated.items()}
        object.__setattr__(self, "_restate", restate)

    def restated(self, events: Sequence[E], state: S, act: Act) -> C:
        """Return the command that would bring `events` about; raises `NotAdmitted`."""
        restate = self._restate.get(type(events[0]))
        if restate is None:
            raise NotAdmitted(f"{type(events[0]).__name__} không theo sau việc nào trong sổ")
        return restate(events, state, act)


def given_fields(kind: type) -> Iterable[tuple[str, str]]:
    """Yield the name of each field of a command that is given, and what is given."""
    for each in fields(kind):
        if "given" in each.metadata:
            yield each.name, each.metadata["given"]


def _listing(event: type, how: Restate[Any, Any]) -> Restate[Any, Any]:
    """Return `how`, asked that lists made of several events are no longer than a command's may be.

    Every other limit stands on the word that command and event use.
    """

    def restate(events: Sequence[Any], state: Any, act: Act) -> Any:
        command = how(events, state, act)
        name = misfitting(command)
        if name is not None:
            kind = type(command).__name__
            raise NotAdmitted(f"{event.__name__}: {kind}.{name} quá ít hoặc quá nhiều mục")
        return command

    return restate


def _restating(event: type, how: Any) -> Restate[Any, Any]:
    if not isinstance(how, type):
        return _listing(event, how)
    there = {each.name for each in fields(event)}
    of_act = tuple(given_fields(how))
    for name, of in of_act:
        if of not in OF_ACT:
            raise TypeError(f"{how.__name__}.{name} is nothing that an act brings")
    own: list[str] = []
    for each in fields(how):
        if "given" in each.metadata:
            continue
        if each.name in there:
            own.append(each.name)
        elif each.default is MISSING:
            raise TypeError(f"{how.__name__}.{each.name} is not in {event.__name__}")

    def restate(events: Sequence[Any], state: Any, act: Act) -> Any:
        values = {name: getattr(events[0], name) for name in own}
        for name, of in of_act:
            values[name] = getattr(act, of)
        return how(**values)

    return restate
