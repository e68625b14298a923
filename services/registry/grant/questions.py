"""Questions about who has which role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal, assert_never

from libs.engine.questions import ForOfficers
from libs.engine.read_tables import ONE, PAGE, Limit, asked, one, rows
from libs.kernel.messages import Id
from libs.log.database import Cursor
from services.registry.grant.events import Role


@dataclass(frozen=True, slots=True)
class GrantTerm:
    """A role at an organisation, from `starts` to the day before `ends`.

    `holder`: in whose place the person acts, None for a role of their own. `proposed_by` and
    `confirmed_by` where two persons gave it.
    """

    role: str
    org: str
    scope: str
    starts: date
    ends: date | None
    basis: str
    holder: str | None
    proposed_by: str | None
    confirmed_by: str | None


@dataclass(frozen=True, slots=True)
class GrantAsked:
    """A proposal, by its number among those for the person."""

    proposal: int
    role: str
    org: str
    scope: str
    starts: date
    ends: date | None
    basis: str
    proposed_by: str
    proposed_on: date
    state: Literal["open", "confirmed", "declined"]
    answered_by: str | None
    answered_on: date | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class GrantView:
    """Every role a person holds or held, own or lent, and every proposal.

    `person` is their actor id, "u:" and `id`.
    """

    id: str
    version: int
    position: int
    person: str
    terms: tuple[GrantTerm, ...]
    proposals: tuple[GrantAsked, ...]


@dataclass(frozen=True, slots=True)
class GetGrant(ForOfficers):
    """Ask for every role of a person; `id` is the actor id without "u:"."""

    category: ClassVar[str] = "grant"
    view: ClassVar[type] = GrantView
    id: Id


@dataclass(frozen=True, slots=True)
class ListGrants(ForOfficers):
    """Ask for the persons who hold or held a role, at an organisation; `open`: await one there."""

    category: ClassVar[str] = "grant"
    view: ClassVar[type] = GrantView
    many: ClassVar[bool] = True
    role: Role | None = None
    org: Id | None = None
    open: bool = False
    after: Id | None = None
    limit: Limit = 50


Asked = GetGrant | ListGrants

GRANT = """
select id, version, position from person where log = %(log)s
"""
GRANTS = """
and (%(open)s or exists (
    select from person_term t
    where t.log = person.log and t.person = person.id
    and (%(role)s::text is null or t.role = %(role)s)
    and (%(org)s::text is null or t.org = %(org)s)))
and (not %(open)s or exists (
    select from grant_proposal p
    where p.log = person.log and p.person = person.id and p.state = 'open'
    and (%(role)s::text is null or p.role = %(role)s)
    and (%(org)s::text is null or p.org = %(org)s)))
"""
GRANT_TERMS = """
select person, role, org, scope, starts, ends, basis, holder, proposed_by, confirmed_by
from person_term where log = %(log)s and person = any(%(ids)s) order by person, version
"""
GRANT_PROPOSALS = """
select person, number as proposal, role, org, scope, starts, ends, basis, proposed_by,
    proposed_on, state, answered_by, answered_on, reason
from grant_proposal where log = %(log)s and person = any(%(ids)s) order by person, number
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
    proposals: dict[str, list[GrantAsked]] = {id: [] for id in found}
    whose = {"log": values["log"], "ids": list(found)}
    for term in rows(db, GRANT_TERMS, whose):
        terms[term.pop("person")].append(GrantTerm(**term))
    for asked_for in rows(db, GRANT_PROPOSALS, whose):
        proposals[asked_for.pop("person")].append(GrantAsked(**asked_for))
    return [
        GrantView(**row, person=f"u:{id}", terms=tuple(terms[id]), proposals=tuple(proposals[id]))
        for id, row in found.items()
    ]
