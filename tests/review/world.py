"""A log with a school, its offices and their people in it, and hands that act there.

`World` needs no database: what a command must know is read from the log. `Platform` runs review and
disclosure whole, on a memory log and the read tables of a real database.
"""

import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import make_dsn

from libs.engine.aggregate import Aggregate
from libs.engine.commands import Context, handle, now
from libs.engine.knowledge import Knowledge
from libs.engine.service import Service
from libs.engine.subscription import followers
from libs.hosting.installation import dsn, install
from libs.kernel.messages import Contract
from libs.kernel.problems import Wire
from libs.law.standards.levels import school_level
from libs.log.database import Database
from libs.log.entry import Answer, Attempt, Origin, category_of, envelope, leaf_hash
from libs.log.memory import MemoryLog
from libs.rights import OPERATOR
from services.assessment.cycle.events import council as assessment
from services.assessment.cycle.events import report as reported
from services.disclosure.service import DisclosureService
from services.registry.assignment.rules import AssignFunction
from services.registry.grant.rules import GiveGrant
from services.registry.organisation.rules import RegisterOrganisation
from services.registry.school.rules import RegisterSchool
from services.registry.service import RegistryService
from services.review.evaluation.survey import RecordFinding
from services.review.rating.rules import RateCriterion
from services.review.service import ReviewService
from tests.review.cases import PRIMARY, judged
from tests.servers import PostgresServer

LOG = "79"
KINDS = ("preschool", "primary", "lower_secondary")
SCHOOL = "abc"
START = date(2020, 1, 1)
PHONG, SO, COMMITTEE = "pgv", "so79", "ubnd79"
OFFICES = {
    PHONG: ("Phòng Giáo dục và Đào tạo quận Gò Vấp", "phong", "764"),
    SO: ("Sở Giáo dục và Đào tạo Thành phố Hồ Chí Minh", "so", "79"),
    COMMITTEE: ("Ủy ban nhân dân Thành phố Hồ Chí Minh", "people_committee", "79"),
}
FUNCTIONS = {
    "check_dossier_764": PHONG,
    "appraise_79": SO,
    "form_team_79": SO,
    "decide_accreditation_79": SO,
    "propose_national_standard_79": SO,
    "decide_national_standard_79": COMMITTEE,
}
PRINCIPAL, CHECKER, APPRAISER = "u:principal", "u:checker", "u:appraiser"
DIRECTOR, CHAIR, HEAD = "u:director", "u:chair", "u:head"
PEOPLE = {
    PRINCIPAL: ("principal", SCHOOL),
    CHECKER: ("officer", PHONG),
    APPRAISER: ("officer", SO),
    DIRECTOR: ("director", SO),
    CHAIR: ("chair", COMMITTEE),
    HEAD: ("director", PHONG),
    **{
        f"u:{name}": ("evaluator", SO)
        for name in ("leader", "secretary", "member", "fourth", "fifth")
    },
}
AGGREGATES: dict[str, Aggregate[Any, Any, Any]] = {
    aggregate.category: aggregate
    for service in (RegistryService, ReviewService, DisclosureService)
    for aggregate in service.aggregates
}
_REPORTS: Contract[Any] = Contract(
    assessment.CycleOpened | reported.ReportApproved | reported.ReportSubmitted
)


def context(actor: str, on: date, **other: Any) -> Context:
    """Return the context of a new command or question."""
    deadline = now() + timedelta(seconds=20)
    return Context(uuid.uuid4().hex, actor, on, uuid.uuid4().hex, deadline, **other)


class World:
    """A memory log where school "abc" (primary, Gò Vấp) has a report that reaches `level`."""

    def __init__(self, level: int = 2) -> None:
        self.log = MemoryLog()
        self.knowledge = Knowledge(self.log)
        self.register_school(SCHOOL, "primary", ("764", "79"))
        for id_, (name, kind, area) in OFFICES.items():
            office = RegisterOrganisation(name, kind, area, id=id_)  # type: ignore[arg-type]
            self.act(f"organisation-{id_}", office)
        for id_, holder in FUNCTIONS.items():
            kinds = KINDS if holder is PHONG else (*KINDS, "upper_secondary")
            self.assign(id_, holder, kinds, START)
        for person, (role, org) in PEOPLE.items():
            self.grant(person, role, org)
        self.report(SCHOOL, 2024, level)

    def assign(self, id_: str, holder: str, kinds: tuple[str, ...], starts: date) -> None:
        """Give an office a function."""
        command = AssignFunction(holder, kinds, starts, "Quyết định mẫu", id=id_)  # type: ignore[arg-type]
        self.act(f"assignment-{id_}", command)

    def register_school(self, school: str, kind: str, areas: tuple[str, ...]) -> None:
        """Register a sample school that has completed twenty cohorts."""
        command = RegisterSchool(
            f"Trường mẫu {school}",
            kind,  # type: ignore[arg-type]
            "public",
            areas,
            "1 Đường Mẫu",
            True,
            opened_on=date(2001, 9, 5),
            cohorts_completed=20,
            log=LOG,
            on=START,
        )
        self.act(f"school-{school}", command)

    def grant(self, person: str, role: str, org: str) -> None:
        """Give a person a role."""
        self.act(f"grant-{person[2:]}", GiveGrant(role, org, START, "Quyết định mẫu"))  # type: ignore[arg-type]

    def report(self, school: str, year: int, level: int, submitted: bool = True) -> None:
        """Record that the school approved, and perhaps submitted, a report that reaches `level`."""
        outcome = school_level(PRIMARY, judged(PRIMARY, level))
        hash_ = PRIMARY.rules_hash
        on = date(year, 10, 1)
        opened = assessment.CycleOpened(
            school, year, "primary", PRIMARY.id, PRIMARY.revision, False, (), on, rules=hash_
        )
        approved = reported.ReportApproved(
            outcome.level, outcome.next_level, outcome.failed, outcome.unjudged, on, rules=hash_
        )
        events = [opened, approved, *([reported.ReportSubmitted(on)] if submitted else [])]
        self._append(f"cycle-{school}_{year}", events, on)

    def _append(self, stream: str, events: list[Any], on: date) -> None:
        act = Origin(PRINCIPAL, "principal", SCHOOL, on, "c", "c")
        at, entries = "2024-10-01T00:00:00.000000Z", []
        previous: bytes | None = None
        for n, event in enumerate(events, 1):
            body = _REPORTS.dump(event)
            raw = envelope(LOG, stream, n, previous, at, act, body, uuid.uuid4().hex)
            entries.append(raw)
            previous = leaf_hash(raw)
        self.log.append(Attempt(LOG, stream, 0, entries, uuid.uuid4().hex, "0" * 64))

    def act(
        self, stream: str, command: Any, actor: str = OPERATOR, on: date = date(2024, 9, 1)
    ) -> Answer:
        """Carry out one command; raises what `handle` raises."""
        aggregate = AGGREGATES[category_of(stream)]
        return handle(
            self.log,
            aggregate,
            LOG,
            stream,
            aggregate.commands.dump(command),
            context(actor, on),
            knowledge=self.knowledge,
        )

    def types(self, stream: str) -> list[str]:
        """Return the types of a stream's events, in order."""
        return [event.type for event in self.log.read(LOG, stream)[stream]]


class Platform(World):
    """A world whose review and disclosure follow the log into a database and react to it."""

    def __init__(self, database: Callable[[type[Service]], Database], level: int = 2) -> None:
        self.services: tuple[Service, ...] = ()
        super().__init__(level)
        self.review, self.disclosure = (
            service(self.log, database(service)) for service in (ReviewService, DisclosureService)
        )
        self.services = (self.review, self.disclosure)
        self._followers = [f for service in self.services for f in followers(service)]
        self.settle()

    def act(
        self, stream: str, command: Any, actor: str = OPERATOR, on: date = date(2024, 9, 1)
    ) -> Answer:
        """Carry out one command and whatever follows from it; raises what `handle` raises."""
        for service in self.services:
            if category_of(stream) in {a.category for a in service.aggregates}:
                wire = service.aggregate(stream).commands.dump(command)
                asked = context(actor, on)
                answer = service.carry_out(LOG, stream, wire, asked)
                if not isinstance(command, RecordFinding | RateCriterion):
                    # Nothing hangs on a sheet: the next command's followers take them all.
                    self.settle()
                return answer
        return super().act(stream, command, actor, on)

    def settle(self) -> None:
        """Let every follower read until nothing is new to any of them."""
        while sum(follower.catch_up(LOG) for follower in self._followers):
            pass

    def ask(self, question: Any, actor: str = "s:gateway", on: date = date(2025, 6, 1)) -> Wire:
        """Return what the service answers to one question; raises what `query` raises."""
        asked = context(actor, on, min_position=self.log.head(LOG)).to_wire()
        for service in self.services:
            if type(question).__name__ in service.queries.contract.types:
                return service.query(LOG, service.queries.contract.dump(question), asked)
        raise LookupError(type(question).__name__)

    def raw(self, question: str, data: Wire, actor: str, on: date) -> Wire:
        """Return what review answers to a question by its name; raises what `query` raises."""
        asked = context(actor, on, min_position=self.log.head(LOG)).to_wire()
        return self.review.query(LOG, {"type": question, "data": data}, asked)


@contextmanager
def installed(server: PostgresServer) -> Iterator[Callable[[type[Service]], Database]]:
    """Give the read tables of review and disclosure in a database of their own; drop it after."""
    name = f"review_{secrets.token_hex(4)}"
    admin = psycopg2.connect(server.uri)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    here = make_dsn(server.uri, dbname=name)
    passwords = {role: secrets.token_hex(8) for role in ("kd_review", "kd_disclosure")}
    opened: list[Database] = []

    def database(service: type[Service]) -> Database:
        role = f"kd_{service.name}"
        opened.append(Database(dsn(here, role, passwords[role]), service.name, 4))
        return opened[-1]

    try:
        install(here, passwords, (ReviewService, DisclosureService))
        yield database
    finally:
        for pool in opened:
            pool.close()
        with admin.cursor() as cursor:
            cursor.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
        admin.close()
