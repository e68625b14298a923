"""Questions about schools."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never, cast

from libs.engine.questions import Public
from libs.engine.read_tables import ONE, PAGE, Limit, asked, one, rows
from libs.kernel.messages import Id, Line, given
from libs.law.standards.applicable_sets import needed
from libs.log.database import Cursor
from services.registry.school.events import Identifier
from services.registry.shared.fields import Area, EducationStages, Kind
from services.registry.shared.living import AS_OF, THERE


@dataclass(frozen=True, slots=True)
class NameTerm:
    """A name, from `starts` (None: from the start) to the day before `ends`."""

    name: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class Campus:
    """A further place at which the school teaches, from `starts` to the day before `ends`."""

    campus: str
    name: str
    address: str
    areas: tuple[str, ...]
    starts: date
    ends: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class StageStandard:
    """The standard set by which an education stage is assessed, None where no text covers it.

    `why` says so in a Vietnamese sentence; `sure` is false where it rests on a text not at hand.
    """

    education_stage: Kind
    rule_set: str | None
    revision: str | None
    title: str | None
    why: str
    sure: bool


@dataclass(frozen=True, slots=True)
class SchoolView:
    """A school: name, kind, owner, place, stages and standards of the day asked about.

    What each field means, `SchoolRegistered` says. `identifiers`, `names` and `campuses` are those
    of all times. `closed_on` is the first day without the school; `predecessors` and `successors`
    are those of its own acts, `heirs` the schools that go on for a closed one today.
    """

    id: str
    version: int
    position: int
    name: str
    kind: str
    variant: str | None
    ownership: str
    areas: tuple[str, ...]
    address: str
    education_stages: EducationStages
    phone: str | None
    email: str | None
    identifiers: tuple[Identifier, ...]
    opened_on: date | None
    cohorts_completed: int | None
    sample: bool
    names: tuple[NameTerm, ...]
    campuses: tuple[Campus, ...]
    standards: tuple[StageStandard, ...]
    closed_on: date | None
    closed_form: str | None
    closed_basis: str | None
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    heirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GetSchool(Public):
    """Ask for a school, as of a day; without one, as of today."""

    category: ClassVar[str] = "school"
    view: ClassVar[type] = SchoolView
    id: Id
    on: date | None = None
    today: date = given("on")


@dataclass(frozen=True, slots=True)
class ListSchools(Public):
    """Ask for schools of a kind, in an area of any size, by part of the name (any letter case).

    `code` finds by identifier, of one `scheme` if so asked; `shared_code`: those that have one
    which another school has too; `living`: those there on the day, or those not. All as of the day
    `on`, without one as of today.
    """

    category: ClassVar[str] = "school"
    view: ClassVar[type] = SchoolView
    many: ClassVar[bool] = True
    kind: Kind | None = None
    area: Area | None = None
    name: Line | None = None
    code: Line | None = None
    scheme: Line | None = None
    shared_code: bool | None = None
    living: bool | None = None
    on: date | None = None
    after: Id | None = None
    limit: Limit = 50
    today: date = given("on")


Asked = GetSchool | ListSchools

SCHOOL = f"""
select id, version, position, t.name, t.kind, t.variant, t.ownership, t.areas, t.address,
       t.education_stages,
       phone, email, identifiers, opened_on, cohorts_completed, sample,
       closed_on, closed_form, closed_basis, predecessors, successors {AS_OF}
"""
HELD = "i.log = s.log and i.school = s.id and holds(i.starts, i.ends, %(on)s)"
SCHOOLS = f"""
and (%(kind)s::text is null or t.kind = %(kind)s)
and (%(area)s::text is null or t.areas @> array[%(area)s])
and (%(name)s::text is null or strpos(lower(t.name), lower(%(name)s)) > 0)
and (%(living)s::boolean is null or %(living)s = {THERE})
and ((%(code)s::text is null and %(scheme)s::text is null) or exists (
    select from school_identifier i where {HELD}
    and (%(code)s::text is null or i.value = %(code)s)
    and (%(scheme)s::text is null or i.scheme = %(scheme)s)))
and (%(shared_code)s::boolean is null or %(shared_code)s = exists (
    select from school_identifier i join school_identifier o
    on o.log = i.log and o.value = i.value and o.scheme = i.scheme and o.issuer = i.issuer
    and o.school <> i.school and holds(o.starts, o.ends, %(on)s)
    where {HELD}))
"""
NAMES = """
select school, name, starts, ends from school_span
where log = %(log)s and school = any(%(ids)s) order by school, starts nulls first
"""
CAMPUSES = """
select school, campus, name, address, areas, starts, ends, basis from school_campus
where log = %(log)s and school = any(%(ids)s) order by school, starts, campus
"""
HEIRS = """
with recursive line (school, id) as (
    select id, unnest(successors) from school where log = %(log)s and id = any(%(ids)s)
    union
    select l.school, unnest(s.successors) from line l join school s on s.id = l.id
    where s.log = %(log)s and s.closed_on is not null)
select l.school, l.id from line l join school s on s.id = l.id
where s.log = %(log)s and s.closed_on is null order by 1, 2
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    values["on"] = question.on or question.today
    match question:
        case GetSchool():
            return one(_schools(db, SCHOOL + ONE, values))
        case ListSchools():
            return _schools(db, SCHOOL + SCHOOLS + PAGE, values)
    assert_never(question)


def _schools(db: Cursor, sql: str, values: Mapping[str, Any]) -> list[SchoolView]:
    found = rows(db, sql, values)
    ids = [row["id"] for row in found]
    names = _of(db, NAMES, values, ids)
    campuses = _of(db, CAMPUSES, values, ids)
    heirs = _of(db, HEIRS, values, [row["id"] for row in found if row["closed_on"]])
    lists = ("areas", "education_stages", "predecessors", "successors")
    return [
        SchoolView(
            **row | {name: tuple(row[name]) for name in lists} | {"identifiers": _codes(row)},
            names=_names(names[row["id"]]),
            campuses=tuple(
                Campus(**each | {"areas": tuple(each["areas"])}) for each in campuses[row["id"]]
            ),
            standards=_standards(row, values["on"]),
            heirs=tuple(each["id"] for each in heirs[row["id"]]),
        )
        for row in found
    ]


def _of(
    db: Cursor, sql: str, values: Mapping[str, Any], ids: Sequence[str]
) -> Mapping[str, list[dict[str, Any]]]:
    """Return the rows that belong to schools, by school and without its id."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    if ids:
        for row in rows(db, sql, {"log": values["log"], "ids": [*ids]}):
            found[row.pop("school")].append(row)
    return found


def _codes(row: Mapping[str, Any]) -> tuple[Identifier, ...]:
    return tuple(
        Identifier(
            code["scheme"], code["value"], code["issuer"], _day(code, "starts"), _day(code, "ends")
        )
        for code in row["identifiers"]
    )


def _day(code: Mapping[str, str | None], name: str) -> date | None:
    day = code.get(name)
    return None if day is None else date.fromisoformat(day)


def _names(spans: Sequence[Mapping[str, Any]]) -> tuple[NameTerm, ...]:
    """Return the names of a school by time; spans that only differ otherwise are one."""
    terms: list[NameTerm] = []
    for span in spans:
        if terms and terms[-1].name == span["name"]:
            terms[-1] = NameTerm(span["name"], terms[-1].starts, span["ends"])
        else:
            terms.append(NameTerm(span["name"], span["starts"], span["ends"]))
    return tuple(terms)


def _standards(row: Mapping[str, Any], on: date) -> tuple[StageStandard, ...]:
    return tuple(
        StageStandard(
            cast(Kind, need.education_stage),
            need.rules.id if need.rules else None,
            need.rules.revision if need.rules else None,
            need.rules.title_vi if need.rules else None,
            need.why,
            need.sure,
        )
        for need in needed(row["kind"], row["education_stages"], row["variant"], on)
    )
