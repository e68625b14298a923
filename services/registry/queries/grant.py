"""Questions about who has which role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.contract import Id, Line
from libs.postgres import Cursor
from libs.read_tables import ONE, PAGE, Limit, Question, asked, one, rows
from libs.service import Visibility


@dataclass(frozen=True, slots=True)
class GrantTerm:
    """A role at an organisation, from `starts` to the day before `ends`."""

    role: str
    org: str
    starts: date
    ends: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class GrantView:
    """Every role a person holds or held; `person` is their actor id, "u:" and `id`."""

    id: str
    version: int
    position: int
    person: str
    terms: tuple[GrantTerm, ...]


@dataclass(frozen=True, slots=True)
class GetGrant(Question):
    """Ask for every role of a person; `id` is the actor id without "u:"."""

    category: ClassVar[str] = "grant"
    view: ClassVar[type] = GrantView
    visibility: ClassVar[Visibility] = "officers"
    id: Id


@dataclass(frozen=True, slots=True)
class ListGrants(Question):
    """Ask for the persons who hold or held a role, at an organisation."""

    category: ClassVar[str] = "grant"
    view: ClassVar[type] = GrantView
    visibility: ClassVar[Visibility] = "officers"
    many: ClassVar[bool] = True
    role: Line | None = None
    org: Id | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetGrant | ListGrants

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


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetGrant():
            return one(_grants(db, GRANT + ONE, values))
        case ListGrants():
            return _grants(db, GRANT + GRANTS + PAGE, values)
    assert_never(question)


def _grants(db: Cursor, sql: str, values: Mapping[str, Any]) -> list[GrantView]:
    found = {row["id"]: row for row in rows(db, sql, values)}
    terms: dict[str, list[GrantTerm]] = {id: [] for id in found}
    for term in rows(db, GRANT_TERMS, {"log": values["log"], "ids": list(found)}):
        terms[term.pop("person")].append(GrantTerm(**term))
    return [GrantView(**row, person=f"u:{id}", terms=tuple(terms[id])) for id, row in found.items()]
