"""A service of one aggregate and a backend that runs it on any log: for tests of the gateway."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar

from libs.engine.aggregate import Aggregate
from libs.engine.commands import Context, handle, now
from libs.engine.contract_files import describe
from libs.engine.procedure import Procedure
from libs.engine.questions import OfSchools, Public
from libs.engine.service import Service
from libs.engine.slices import Questions, Slice
from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, between
from libs.kernel.problems import NotFound, Rejected, Wire
from libs.log.entry import EventLog
from libs.rights import InRole, Right, Visibility

ADMIN = InRole(("operator", "clerk"))


@dataclass(frozen=True, slots=True)
class StartCount:
    """Begin to count."""

    right: ClassVar[Right] = ADMIN
    name: Line


@dataclass(frozen=True, slots=True)
class AddNumber:
    """Add a number."""

    right: ClassVar[Right] = ADMIN
    number: Annotated[int, between(1, 100)]


@dataclass(frozen=True, slots=True)
class BreakDown:
    """Meet a bug."""

    right: ClassVar[Right] = ADMIN


@dataclass(frozen=True, slots=True)
class CountStarted:
    """Counting began."""

    right: ClassVar[Right] = ADMIN
    visibility: ClassVar[Visibility] = "public"
    name: str


@dataclass(frozen=True, slots=True)
class NumberAdded:
    """A number was added."""

    right: ClassVar[Right] = ADMIN
    visibility: ClassVar[Visibility] = "parties"
    number: int


Command = StartCount | AddNumber | BreakDown
Event = CountStarted | NumberAdded


@dataclass(frozen=True, slots=True)
class Count:
    """What the rules need."""

    name: str = ""
    total: int = 0


def decide(command: Command, count: Count) -> Sequence[Event]:
    match command:
        case StartCount(name):
            return [] if count.name == name else [CountStarted(name)]
        case AddNumber(number):
            if not count.name:
                raise Rejected("count-not-started", "Chưa bắt đầu đếm.", rule="luật đếm")
            return [NumberAdded(number)]
        case BreakDown():
            raise ZeroDivisionError("a secret of the inside")


def evolve(count: Count, event: Event) -> Count:
    match event:
        case CountStarted(name):
            return Count(name, count.total)
        case NumberAdded(number):
            return Count(count.name, count.total + number)


COUNT: Aggregate[Command, Count, Event] = Aggregate(
    "count",
    Decider(Count(), decide, evolve),
    Contract(Command, unknown="raise"),
    Contract(Event),
    Procedure({CountStarted: StartCount, NumberAdded: AddNumber}),
)


@dataclass(frozen=True, slots=True)
class CountView:
    """A count as shown."""

    id: str
    version: int
    position: int
    name: str
    total: int


@dataclass(frozen=True, slots=True)
class GetCount(Public):
    """Show one count."""

    category: ClassVar[str] = "count"
    view: ClassVar[type] = CountView
    id: Id


@dataclass(frozen=True, slots=True)
class ListCounts(OfSchools):
    """List the counts."""

    category: ClassVar[str] = "count"
    view: ClassVar[type] = CountView
    school_in: ClassVar[str | None] = None
    least: Annotated[int, between(0, 1000)] = 0
    after: Id | None = None
    limit: Annotated[int, between(1, 200)] = 50


QUESTIONS: Contract[Any] = Contract(GetCount | ListCounts, unknown="raise")


def _no_answer(*_: Any) -> Any:
    raise NotImplementedError


class CounterService(Service):
    name = "counter"
    slices: ClassVar[Mapping[str, Slice]] = {
        "count": Slice(COUNT, questions=(Questions(GetCount | ListCounts, _no_answer),))
    }


CONTRACTS: dict[str, Wire] = {"counter": describe(CounterService)}


class CounterBackend:
    """Carries out and answers straight from the log."""

    def __init__(self, log: EventLog, clock: Callable[[], datetime] = now) -> None:
        self.log = log
        self.clock = clock
        self.contexts: list[Context] = []
        self.lag = 0

    def execute(self, service: str, log: str, stream: str, command: Wire, context: Wire) -> Wire:
        assert service == "counter"
        self.contexts.append(Context.from_wire(context))
        answer = handle(self.log, COUNT, log, stream, command, self.contexts[-1], clock=self.clock)
        return {"position": answer.position, "version": answer.version, "types": answer.types}

    def query(self, service: str, log: str, question: Wire, context: Wire) -> Wire:
        assert service == "counter"
        self.contexts.append(Context.from_wire(context))
        asked = QUESTIONS.parse(question).build({"schools": None})
        if isinstance(asked, GetCount):
            view = self._view(log, f"count-{asked.id}")
            if view is None:
                raise NotFound("count-unknown", "Không có bộ đếm này.")
            return {"view": view}
        streams = sorted({e.stream for e in self.log.follow(log, 0, 10_000)})
        views = [v for s in streams if (v := self._view(log, s)) is not None]
        views = [v for v in views if v["id"] > (asked.after or "") and v["total"] >= asked.least]
        return {"views": views[: asked.limit]}

    def _view(self, log: str, stream: str) -> Wire | None:
        history = self.log.read(log, stream)[stream]
        if not history:
            return None
        count: Count = COUNT.fold(history)
        return {
            "id": stream.partition("-")[2],
            "version": len(history),
            "position": history[-1].position,
            "name": count.name,
            "total": count.total,
        }

    def health(self, service: str) -> Wire:
        return {"lag": {"counter.read_tables": {"79": self.lag}}}
