"""A service as the hosts see it: commands and questions in, subscriptions that follow the log.

A service folder declares one subclass; a host (`libs.hosting.embedded` or `nameko_host`) gives it a
log and a database and calls it. Nothing here knows a broker, HTTP or nameko.
"""

import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, ClassVar

from libs import rights
from libs.engine import questions
from libs.engine.aggregate import Aggregate
from libs.engine.commands import Context, by_operator, handle, now
from libs.engine.knowledge import Knowledge
from libs.engine.personal_data import opened
from libs.engine.reactions import Reactions
from libs.engine.slices import Projection, Questions, Slice, Timers
from libs.engine.subscription import Follower, wait_for
from libs.kernel.messages import Contract
from libs.kernel.problems import Forbidden, NotFound, Wire
from libs.log.database import Cursor, Database
from libs.log.entry import Answer, EventLog, Recorded, category_of
from libs.people.vault import Vault
from libs.rights import Visibility, visibility_tables

AtBeginning = Callable[[str, bool], tuple[str, Wire, str]]
"""(log, whether it is a demonstration's) -> stream, command and its id: how a new log begins."""


@cache
def _contract_of(view: type) -> Contract[Any]:
    """Return the wire format of a view: to make one takes longer than most answers."""
    return Contract(view)


def _check_told(
    kind: type[questions.Question],
    views: Sequence[Any],
    schools: Collection[str],
    officer: bool,
) -> None:
    """Raise unless the reader, who of their schools sees `schools`, may be told these views.

    `Forbidden` (school-not-yours) for the one asked for; TypeError for a list, whose statement
    should have left out what is not theirs.
    """
    if all(questions.told(kind, view, schools, officer) for view in views):
        return
    if kind.many:
        raise TypeError(f"{kind.__name__} tells more than its reader may see")
    detail = "Hồ sơ này thuộc trường ngoài phạm vi của người hỏi."
    raise Forbidden("school-not-yours", detail, rule="phạm vi trường")


class Queries:
    """The questions of a service and how they are answered.

    `answer(db, log, question)` returns the question's view, None if there is no such thing, or a
    list of views. What a question may be told stands in its class (`engine.questions`); its fields
    `given` are `schools` and `inside`, the only ones that its reader sees and sees as an officer or
    team member, None for all; `own_schools`, those they belong to, None for a program; `officer`,
    whether they see what concerns no school and is for officers; `actor`, who asks; `on`, the day.
    Raises TypeError for what is no `Question`.
    """

    def __init__(self, answered: Iterable[Questions]) -> None:
        self._answers = {
            kind: each.answer
            for each in answered
            for kind in typing.get_args(each.asked) or (each.asked,)
        }
        for kind in self._answers:
            questions.check(kind)
        self.contract: Contract[Any] = Contract((*self._answers,), unknown="raise")

    def answer(self, db: Cursor, log: str, question: Any) -> Any:
        """Return the view, None if there is no such thing, or the list of views."""
        return self._answers[type(question)](db, log, question)


class Service:
    """Carries out commands and answers questions; subclasses declare, they override nothing.

    `slices`, by the names of their folders, are what it is made of; `aggregates`, `timers`,
    `queries` and `project` follow from them. `project` updates the read tables by events that
    follow each other; the rows are the same however these are divided into pages. `react` gives
    (own stream, own command) for each thing that follows from an event. `at_beginning` is what it
    says in a log that one of its commands has begun; in a `demonstration` acts may bear any day.
    `vaulted`: it keeps the vault, so that its commands may have private texts. `entrusted` are
    schemas by name with the script of each: they belong to a role that cannot log in, and the
    service has of them what the script gives it.
    """

    name: ClassVar[str]
    slices: ClassVar[Mapping[str, Slice]] = {}
    vaulted: ClassVar[bool] = False
    entrusted: ClassVar[Mapping[str, Traversable]] = {}
    react: ClassVar[Reactions | None] = None
    at_beginning: ClassVar[AtBeginning | None] = None
    aggregates: ClassVar[tuple[Aggregate[Any, Any, Any], ...]]
    timers: ClassVar[tuple[Timers, ...]]
    queries: ClassVar[Queries]
    project: ClassVar[Projection]
    heard: ClassVar[frozenset[str]]
    """The types of event that change a read table."""
    copied: ClassVar[frozenset[str]]
    """The types of event of which an early copy is of use to it: its own among them, so that every
    event is of use to somebody."""

    def __init_subclass__(cls) -> None:
        """Put together what the slices bring."""
        found = cls.slices.values()
        cls.aggregates = tuple(each.aggregate for each in found if each.aggregate is not None)
        cls.timers = tuple(each.timers for each in found if each.timers is not None)
        cls.queries = Queries(each for part in found for each in part.questions)
        cls.project = Projection(found)
        cls.heard = visibility_tables.HEARD | cls.project.heard
        own = (type for aggregate in cls.aggregates for type in aggregate.events.types)
        cls.copied = cls.heard.union(own, cls.react.types if cls.react else ())

    def __init__(
        self,
        log: EventLog,
        db: Database,
        clock: Callable[[], datetime] = now,
        vault: Vault | None = None,
        demonstration: bool = True,
    ) -> None:
        self.log = log
        self.db = db
        self.clock = clock
        self.vault = vault
        self.demonstration = demonstration
        self.knowledge = Knowledge(log)
        self.tables: Follower | None = None
        """Who keeps the read tables in this process."""

    @classmethod
    def migrations(cls) -> dict[str, Traversable]:
        """Return the folders of migrations by slice ("" is the service's own, which come first)."""
        found = {"": files(f"services.{cls.name}")}
        found |= {f"{name}/": part.folder for name, part in cls.slices.items() if part.folder}
        folders = {of: folder / "migrations" for of, folder in found.items()}
        return {of: folder for of, folder in folders.items() if folder.is_dir()}

    def execute(self, log: str, stream: str, command: Wire, context: Wire) -> Wire:
        """Carry out one command; return position, version and types of its events, and the leaf
        hash of the last (hex): with its proof, the receipt of who acted."""
        answer = self.carry_out(log, stream, command, Context.from_wire(context))
        types = list(answer.types)
        found = {"position": answer.position, "version": answer.version, "types": types}
        if types:
            # What was recorded before is read: one who repeats a command gets the same answer.
            leaf = answer.leaf or self.log.follow(log, answer.position - 1, 1)[0].leaf
            found["leaf"] = leaf.hex()
        return found

    def carry_out(self, log: str, stream: str, command: Wire, context: Context) -> Answer:
        """Carry out one command, its context a value; raises what `commands.handle` does."""
        answer = self._handle(log, stream, command, context)
        begin = type(self).at_beginning
        # The first of its log: who repeats it makes good what a failure left unsaid.
        if begin is not None and answer.types and answer.position == len(answer.types):
            own, wire, id = begin(log, self.demonstration)
            self._handle(log, own, wire, by_operator(id, self.clock()))
        return answer

    def _handle(self, log: str, stream: str, command: Wire, context: Context) -> Answer:
        aggregate = self.aggregate(stream)
        return handle(
            self.log,
            aggregate,
            log,
            stream,
            command,
            context,
            self.clock,
            self.vault,
            self.knowledge,
        )

    def query(self, log: str, question: Wire, context: Wire) -> Wire:
        """Answer one question: `{"view": ...}` or `{"views": [...]}`.

        Raises `Invalid`, `Forbidden` (grant-missing, school-not-yours), `NotFound`, and
        `Unavailable` ("position-not-reached") when the read tables stay behind `min_position`.
        """
        asked = Context.from_wire(context)
        asked.check_deadline(self.clock())
        parsed = self.queries.contract.parse(question)
        kind = parsed.kind
        own = kind.own is not None and f"u:{parsed.values.get(kind.own)}" == asked.actor
        visibility: Visibility = "public" if own else kind.visibility
        reader = self._reader(log, visibility, asked, parsed.needs)
        upon = (log, asked.min_position, asked.deadline, self.tables)
        wait_for(self.db, f"{self.name}.read_tables", *upon)
        with self.db.transaction() as db:
            seen = (
                visibility_tables.ALL
                if visibility == "public"
                else self._seen(db, log, reader, kind.many)
            )
            schools = seen.inside if visibility == "officers" else seen.schools
            known = {
                "schools": schools,
                "inside": seen.inside,
                "own_schools": None if reader.program else tuple(sorted(reader.own)),
                "actor": asked.actor,
                "officer": reader.officer,
                "on": asked.on,
            }
            answer = self.queries.answer(db, log, parsed.build(known))
            found = answer if kind.many else [] if answer is None else [answer]
            theirs = visibility_tables.among(db, log, schools, questions.schools_of(kind, found))
        if self.vault is not None and kind.opens is not None:
            why = parsed.values.get("why")
            found = opened(self.vault, self.log, log, kind, found, why, asked)
        if not kind.many and not found:
            raise NotFound(f"{kind.category}-unknown", "Không tìm thấy mục được hỏi.")
        if schools is not None:
            _check_told(kind, found, theirs, reader.officer)
        views = [_contract_of(kind.view).dump(view)["data"] for view in found]
        return {"views": views} if kind.many else {"view": views[0]}

    @classmethod
    def take_in(cls, db: Cursor, events: Sequence[Recorded]) -> None:
        """Bring the tables up to the last event: those of who sees what, and the service's own."""
        visibility_tables.project(db, events)
        cls.project(db, events)

    def aggregate(self, stream: str) -> Aggregate[Any, Any, Any]:
        """Return the aggregate that owns `stream`; raises `NotFound` ("category-unknown")."""
        for aggregate in self.aggregates:
            if aggregate.category == category_of(stream):
                return aggregate
        raise NotFound("category-unknown", f"Không có loại hồ sơ '{category_of(stream)}'.")

    def _reader(
        self, log: str, visibility: Visibility, asked: Context, needs: frozenset[str]
    ) -> rights.Sight:
        """Return the reader's sight; raises `Forbidden` if it does not reach this kind of thing.

        For a public question it is looked up only if the answer tells officers more.
        """
        if visibility == "public" and "officer" not in needs:
            return rights.Sight()
        reader = rights.sight(lambda *s: self.log.read(log, *s), asked.actor, asked.on)
        if visibility == "public":
            return reader
        if not reader.anything:
            raise Forbidden("grant-missing", "Không có vai trò nào có hiệu lực để xem mục này.")
        if visibility == "officers" and not reader.officer:
            raise Forbidden("officers-only", "Mục này chỉ dành cho cơ quan quản lý.")
        return reader

    def _seen(
        self, db: Cursor, log: str, reader: rights.Sight, many: bool
    ) -> visibility_tables.Seen:
        return visibility_tables.seen(db, log, lambda *s: self.log.read(log, *s), reader, many)
