"""A service as the hosts see it: commands and questions in, subscriptions that follow the log.

A service folder declares one subclass; `embedded` and `edges` give it a log and a database and call
it. Nothing here knows a broker, HTTP or nameko.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, ClassVar, Literal

from libs import rights
from libs.command_handler import Aggregate, Context, handle, now
from libs.contract import Contract, Parsed
from libs.errors import Forbidden, NotFound, Wire
from libs.eventlog import Answer, EventLog, Recorded, category_of
from libs.postgres import Cursor, Database
from libs.subscription import wait_for

Visibility = Literal["public", "parties", "officers"]
"""Who may see an event or an answer: anybody; the school it is about and officers; officers."""


@dataclass(frozen=True, slots=True)
class Queries:
    """The questions of a service and how they are answered.

    Each question class carries `category`, `many` (a list or one thing), `visibility` and `view`,
    the dataclass it is answered with (each of them, for a list). `answer(db, log, question)`
    returns the view, None if there is no such thing, or a list of views. A question about schools
    has a field `schools: tuple[str, ...] | None = given("schools")`: the only ones its reader may
    see, None for all.
    """

    contract: Contract[Any]
    answer: Callable[[Cursor, str, Any], Any]


class Service:
    """Carries out commands and answers questions; subclasses declare, they override nothing.

    `project` brings the read tables one event further. `react` gives (own stream, own command) for
    each thing that follows from an event. `facts` gives, by name, what a command asks of the read
    tables beyond what every act brings with it.
    """

    name: ClassVar[str]
    aggregates: ClassVar[tuple[Aggregate[Any, Any, Any], ...]]
    queries: ClassVar[Queries]
    project: ClassVar["staticmethod[[Cursor, Recorded], None]"]
    react: ClassVar["staticmethod[[Recorded], Iterable[tuple[str, Any]]] | None"] = None
    facts: ClassVar[
        "staticmethod[[Cursor, str, str, Parsed[Any], Context], Mapping[str, Any]] | None"
    ] = None

    def __init__(self, log: EventLog, db: Database, clock: Callable[[], datetime] = now) -> None:
        self.log = log
        self.db = db
        self.clock = clock

    @classmethod
    def migrations(cls) -> Traversable:
        """Return the folder of the service's read-table migrations."""
        return files(f"services.{cls.name}") / "migrations"

    def execute(self, log: str, stream: str, command: Wire, context: Wire) -> Wire:
        """Carry out one command; return position, version and types of its events."""
        answer = self.carry_out(log, stream, command, Context.from_wire(context))
        return {"position": answer.position, "version": answer.version, "types": list(answer.types)}

    def carry_out(self, log: str, stream: str, command: Wire, context: Context) -> Answer:
        """Carry out one command, its context a value; raises what `command_handler.handle` does."""
        aggregate = self.aggregate(stream)
        return handle(self.log, aggregate, log, stream, command, context, self._facts, self.clock)

    def query(self, log: str, question: Wire, context: Wire) -> Wire:
        """Answer one question: `{"view": ...}` or `{"views": [...]}`.

        Raises `Invalid`, `Forbidden` (grant-missing, school-not-yours), `NotFound`, and
        `Unavailable` ("position-not-reached") when the read tables stay behind `min_position`.
        """
        asked = Context.from_wire(context)
        asked.check_deadline(self.clock())
        parsed = self.queries.contract.parse(question)
        kind = parsed.kind
        schools = self._schools(log, kind.visibility, asked)
        wait_for(self.db, f"{self.name}.read_tables", log, asked.min_position, asked.deadline)
        with self.db.transaction() as db:
            found = self.queries.answer(db, log, parsed.build({"schools": schools}))
        views: Contract[Any] = Contract(kind.view)
        if kind.many:
            return {"views": [views.dump(view)["data"] for view in found]}
        if found is None:
            raise NotFound(f"{kind.category}-unknown", "Không tìm thấy mục được hỏi.")
        if schools is not None and getattr(found, "school", None) not in schools:
            raise Forbidden(
                "school-not-yours", "Hồ sơ này thuộc trường khác.", rule="phạm vi trường"
            )
        return {"view": views.dump(found)["data"]}

    def aggregate(self, stream: str) -> Aggregate[Any, Any, Any]:
        """Return the aggregate that owns `stream`; raises `NotFound` ("category-unknown")."""
        for aggregate in self.aggregates:
            if aggregate.category == category_of(stream):
                return aggregate
        raise NotFound("category-unknown", f"Không có loại hồ sơ '{category_of(stream)}'.")

    def _facts(
        self, log: str, stream: str, parsed: Parsed[Any], context: Context
    ) -> Mapping[str, Any]:
        if self.facts is None:
            raise TypeError(f"{parsed.kind.__name__} asks facts of {self.name}, which has none")
        wait_for(self.db, f"{self.name}.read_tables", log, context.min_position, context.deadline)
        with self.db.transaction() as db:
            return self.facts(db, log, stream, parsed, context)

    def _schools(self, log: str, visibility: Visibility, asked: Context) -> tuple[str, ...] | None:
        """Return the schools whose records the reader may see, None for all of them."""
        if visibility == "public":
            return None
        sight = rights.sight(lambda *s: self.log.read(log, *s), asked.actor, asked.on)
        if sight.everything:
            return None
        if not sight.schools:
            raise Forbidden("grant-missing", "Không có vai trò nào có hiệu lực để xem mục này.")
        if visibility == "officers":
            raise Forbidden("officers-only", "Mục này chỉ dành cho cơ quan quản lý.")
        return tuple(sorted(sight.schools))
