"""The registry's questions, and their answers from its read tables. Lists are sorted by id."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeVar, assert_never

from libs.contract import Contract, Id, Line, between
from libs.postgres import Cursor
from libs.service import Visibility
from services.registry.events import (
    Area,
    Citation,
    Function,
    Identifier,
    Kind,
    ObligationCreated,
    Year,
)
from services.registry.views import (
    AssignmentTerm,
    AssignmentView,
    GrantTerm,
    GrantView,
    InstructionSummary,
    InstructionView,
    OrganisationView,
    SchoolView,
    WarningView,
)

Limit = Annotated[int, between(1, 200)]
_OBLIGATIONS: Contract[ObligationCreated] = Contract(ObligationCreated)
_CITATIONS: Contract[Citation] = Contract(Citation)

T = TypeVar("T")


class _Question:
    __slots__ = ()
    many: ClassVar[bool] = False
    visibility: ClassVar[Visibility] = "public"


@dataclass(frozen=True, slots=True)
class GetSchool(_Question):
    """Ask for a school."""

    category: ClassVar[str] = "school"
    view: ClassVar[type] = SchoolView
    id: Id


@dataclass(frozen=True, slots=True)
class ListSchools(_Question):
    """Ask for schools of a kind, in an area of any size, by part of the name (any letter case)."""

    category: ClassVar[str] = "school"
    view: ClassVar[type] = SchoolView
    many: ClassVar[bool] = True
    kind: Kind | None = None
    area: Area | None = None
    name: Line | None = None
    after: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class GetOrganisation(_Question):
    """Ask for an office."""

    category: ClassVar[str] = "organisation"
    view: ClassVar[type] = OrganisationView
    id: Id


@dataclass(frozen=True, slots=True)
class ListOrganisations(_Question):
    """Ask for offices of a kind, of an area, below an office."""

    category: ClassVar[str] = "organisation"
    view: ClassVar[type] = OrganisationView
    many: ClassVar[bool] = True
    kind: Line | None = None
    area: Area | None = None
    parent: Id | None = None
    after: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class GetAssignment(_Question):
    """Ask who holds a function in an area, from when to when; `id` is `<function>_<area>`."""

    category: ClassVar[str] = "assignment"
    view: ClassVar[type] = AssignmentView
    id: Id


@dataclass(frozen=True, slots=True)
class ListAssignments(_Question):
    """Ask for assignments of a function, in an area, ever held by an office."""

    category: ClassVar[str] = "assignment"
    view: ClassVar[type] = AssignmentView
    many: ClassVar[bool] = True
    function: Function | None = None
    area: Area | None = None
    holder: Id | None = None
    after: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class GetGrant(_Question):
    """Ask for every role of a person; `id` is the actor id without "u:"."""

    category: ClassVar[str] = "grant"
    view: ClassVar[type] = GrantView
    visibility: ClassVar[Visibility] = "officers"
    id: Id


@dataclass(frozen=True, slots=True)
class ListGrants(_Question):
    """Ask for the persons who hold or held a role, at an organisation."""

    category: ClassVar[str] = "grant"
    view: ClassVar[type] = GrantView
    visibility: ClassVar[Visibility] = "officers"
    many: ClassVar[bool] = True
    role: Line | None = None
    org: Id | None = None
    after: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class GetInstruction(_Question):
    """Ask for a letter with its obligations and warnings."""

    category: ClassVar[str] = "instruction"
    view: ClassVar[type] = InstructionView
    id: Id


@dataclass(frozen=True, slots=True)
class ListInstructions(_Question):
    """Ask for the letters of an office, about a school year."""

    category: ClassVar[str] = "instruction"
    view: ClassVar[type] = InstructionSummary
    many: ClassVar[bool] = True
    issuer: Id | None = None
    school_year: Year | None = None
    after: Id | None = None
    limit: Limit = 50


Query = (
    GetSchool
    | ListSchools
    | GetOrganisation
    | ListOrganisations
    | GetAssignment
    | ListAssignments
    | GetGrant
    | ListGrants
    | GetInstruction
    | ListInstructions
)
QUERIES: Contract[Query] = Contract(Query, unknown="raise")

SCHOOL = """
select id, version, position, name, kind, variant, ownership, areas, address, phone, email,
       identifiers, opened_on, cohorts_completed, sample
from school where log = %(log)s
"""
SCHOOLS = """
and (%(kind)s::text is null or kind = %(kind)s)
and (%(area)s::text is null or areas @> array[%(area)s])
and (%(name)s::text is null or strpos(lower(name), lower(%(name)s)) > 0)
"""
ORGANISATION = """
select id, version, position, name, kind, area, parent from organisation where log = %(log)s
"""
ORGANISATIONS = """
and (%(kind)s::text is null or kind = %(kind)s)
and (%(area)s::text is null or area = %(area)s)
and (%(parent)s::text is null or parent = %(parent)s)
"""
ASSIGNMENT = """
select id, version, position, function, area from assignment where log = %(log)s
"""
ASSIGNMENTS = """
and (%(function)s::text is null or function = %(function)s)
and (%(area)s::text is null or area = %(area)s)
and (%(holder)s::text is null or exists (
    select from assignment_term t
    where t.log = assignment.log and t.assignment = assignment.id and t.holder = %(holder)s))
"""
ASSIGNMENT_TERMS = """
select assignment, holder, kinds, starts, ends, basis from assignment_term
where log = %(log)s and assignment = any(%(ids)s) order by assignment, version
"""
GRANT = """
select id, version, position from person where log = %(log)s
"""
GRANTS = """
and exists (
    select from person_term t
    where t.log = person.log and t.person = person.id
    and (%(role)s::text is null or t.role = %(role)s)
    and (%(org)s::text is null or t.org = %(org)s))
"""
GRANT_TERMS = """
select person, role, org, starts, ends, basis from person_term
where log = %(log)s and person = any(%(ids)s) order by person, version
"""
INSTRUCTION = """
select id, version, position, issuer, issuer_name, subject, number, symbol, dated, date_as_written,
       school_year, citations from instruction where log = %(log)s
"""
INSTRUCTION_SUMMARY = """
select id, version, position, issuer, issuer_name, subject, number, symbol, dated, date_as_written,
       school_year,
       (select count(*) from obligation o where o.log = i.log and o.instruction = i.id)
           as obligation_count,
       (select count(*) from instruction_warning w where w.log = i.log and w.instruction = i.id)
           as warning_count
from instruction i where log = %(log)s
and (%(issuer)s::text is null or issuer = %(issuer)s)
and (%(school_year)s::integer is null or school_year = %(school_year)s)
"""
OBLIGATIONS = """
select data from obligation where log = %(log)s and instruction = %(id)s order by version
"""
WARNINGS = """
select code, subject, detail from instruction_warning
where log = %(log)s and instruction = %(id)s order by version
"""
ONE = " and id = %(id)s"
PAGE = " and (%(after)s::text is null or id > %(after)s) order by id limit %(limit)s"


def answer(db: Cursor, log: str, question: Query) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    asked = {"log": log, **dataclasses.asdict(question)}
    match question:
        case GetSchool():
            return _one(_schools(db, SCHOOL + ONE, asked))
        case ListSchools():
            return _schools(db, SCHOOL + SCHOOLS + PAGE, asked)
        case GetOrganisation():
            return _one([OrganisationView(**row) for row in _rows(db, ORGANISATION + ONE, asked)])
        case ListOrganisations():
            rows = _rows(db, ORGANISATION + ORGANISATIONS + PAGE, asked)
            return [OrganisationView(**row) for row in rows]
        case GetAssignment():
            return _one(_assignments(db, ASSIGNMENT + ONE, asked))
        case ListAssignments():
            return _assignments(db, ASSIGNMENT + ASSIGNMENTS + PAGE, asked)
        case GetGrant():
            return _one(_grants(db, GRANT + ONE, asked))
        case ListGrants():
            return _grants(db, GRANT + GRANTS + PAGE, asked)
        case GetInstruction():
            return _one(_instructions(db, asked))
        case ListInstructions():
            rows = _rows(db, INSTRUCTION_SUMMARY + PAGE, asked)
            return [InstructionSummary(**row) for row in rows]
    assert_never(question)


def _rows(db: Cursor, sql: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    db.execute(sql, asked)
    names = [column.name for column in db.description or ()]
    return [dict(zip(names, row, strict=True)) for row in db.fetchall()]


def _one(found: Sequence[T]) -> T | None:
    return found[0] if found else None


def _schools(db: Cursor, sql: str, asked: Mapping[str, Any]) -> list[SchoolView]:
    return [
        SchoolView(
            **row
            | {
                "areas": tuple(row["areas"]),
                "identifiers": tuple(Identifier(**code) for code in row["identifiers"]),
            }
        )
        for row in _rows(db, sql, asked)
    ]


def _assignments(db: Cursor, sql: str, asked: Mapping[str, Any]) -> list[AssignmentView]:
    found = {row["id"]: row for row in _rows(db, sql, asked)}
    terms: dict[str, list[AssignmentTerm]] = {id: [] for id in found}
    for term in _rows(db, ASSIGNMENT_TERMS, {"log": asked["log"], "ids": list(found)}):
        held = terms[term.pop("assignment")]
        held.append(AssignmentTerm(**term | {"kinds": tuple(term["kinds"])}))
    return [AssignmentView(**row, terms=tuple(terms[id])) for id, row in found.items()]


def _grants(db: Cursor, sql: str, asked: Mapping[str, Any]) -> list[GrantView]:
    found = {row["id"]: row for row in _rows(db, sql, asked)}
    terms: dict[str, list[GrantTerm]] = {id: [] for id in found}
    for term in _rows(db, GRANT_TERMS, {"log": asked["log"], "ids": list(found)}):
        terms[term.pop("person")].append(GrantTerm(**term))
    return [GrantView(**row, person=f"u:{id}", terms=tuple(terms[id])) for id, row in found.items()]


def _instructions(db: Cursor, asked: Mapping[str, Any]) -> list[InstructionView]:
    return [
        InstructionView(
            **row
            | {
                "citations": tuple(
                    _CITATIONS.load({"type": "Citation", "data": citation})
                    for citation in row["citations"]
                ),
                "obligations": tuple(
                    _OBLIGATIONS.load({"type": "ObligationCreated", "data": obligation["data"]})
                    for obligation in _rows(db, OBLIGATIONS, asked)
                ),
                "warnings": tuple(WarningView(**each) for each in _rows(db, WARNINGS, asked)),
            }
        )
        for row in _rows(db, INSTRUCTION + ONE, asked)
    ]
