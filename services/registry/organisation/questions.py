"""Questions about offices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import Public
from libs.engine.read_tables import ONE, PAGE, Limit, asked, latest, one, rows
from libs.kernel.messages import Id
from libs.kernel.periods import Since, in_order
from libs.log.database import Cursor
from services.registry.organisation.events import OfficeKind
from services.registry.shared.fields import Area


@dataclass(frozen=True, slots=True)
class NameTerm:
    """A name, from `starts` (None: from the start) to the day before `ends`."""

    name: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class ParentTerm:
    """The office above, None for none, from `starts` (None: from the start) to before `ends`."""

    parent: str | None
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An office: `name` and `parent` of the day asked about, then what they were and will be.

    `ends` is its first day without it, `how` it ended, `successors` who took over, `predecessors`
    whose successor it is.
    """

    id: str
    version: int
    position: int
    name: str
    kind: str
    area: str
    parent: str | None
    starts: date | None
    ends: date | None
    how: str | None
    successors: tuple[str, ...]
    predecessors: tuple[str, ...]
    end_basis: str | None
    names: tuple[NameTerm, ...]
    parents: tuple[ParentTerm, ...]


@dataclass(frozen=True, slots=True)
class GetOrganisation(Public):
    """Ask for an office, as of a day; without one, as it was last told."""

    category: ClassVar[str] = "organisation"
    view: ClassVar[type] = OrganisationView
    id: Id
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ListOrganisations(Public):
    """Ask for offices of a kind, of an area, below an office; `on` a day, those there that day."""

    category: ClassVar[str] = "organisation"
    view: ClassVar[type] = OrganisationView
    many: ClassVar[bool] = True
    kind: OfficeKind | None = None
    area: Area | None = None
    parent: Id | None = None
    on: date | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetOrganisation | ListOrganisations

DAY = "coalesce(%(on)s, 'infinity'::date)"
"""The day asked about; without one, what was told last of all."""
ORGANISATION = f"""
select id, version, position, n.name, kind, area, p.parent, starts, ends, how, successors, end_basis
from organisation
cross join lateral (
    select name from organisation_name n
    where n.log = organisation.log and n.organisation = organisation.id
    and {latest("n", DAY)}) n
cross join lateral (
    select parent from organisation_parent p
    where p.log = organisation.log and p.organisation = organisation.id
    and {latest("p", DAY)}) p
where log = %(log)s
"""
ORGANISATIONS = """
and (%(kind)s::text is null or kind = %(kind)s)
and (%(area)s::text is null or area = %(area)s)
and (%(parent)s::text is null or p.parent = %(parent)s)
and (%(on)s::date is null or holds(starts, ends, %(on)s))
"""
NAMES = """
select organisation, name, starts from organisation_name
where log = %(log)s and organisation = any(%(ids)s) order by organisation, version
"""
PARENTS = """
select organisation, parent, starts from organisation_parent
where log = %(log)s and organisation = any(%(ids)s) order by organisation, version
"""
PREDECESSORS = """
select heir as organisation, id from organisation, unnest(successors) as heir
where log = %(log)s and heir = any(%(ids)s) order by heir, ends, id
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetOrganisation():
            return one(_organisations(db, ORGANISATION + ONE, values))
        case ListOrganisations():
            return _organisations(db, ORGANISATION + ORGANISATIONS + PAGE, values)
    assert_never(question)


def _organisations(db: Cursor, sql: str, values: Mapping[str, Any]) -> list[OrganisationView]:
    found = {row["id"]: row for row in rows(db, sql, values)}
    of = {"log": values["log"], "ids": list(found)}
    names: dict[str, list[Since[Any]]] = {id: [] for id in found}
    parents: dict[str, list[Since[Any]]] = {id: [] for id in found}
    before: dict[str, list[str]] = {id: [] for id in found}
    for row in rows(db, NAMES, of):
        names[row["organisation"]].append(Since(row["name"], row["starts"]))
    for row in rows(db, PARENTS, of):
        parents[row["organisation"]].append(Since(row["parent"], row["starts"]))
    for row in rows(db, PREDECESSORS, of):
        before[row["organisation"]].append(row["id"])
    return [
        OrganisationView(
            **row | {"successors": tuple(row["successors"])},
            predecessors=tuple(before[id]),
            names=tuple(NameTerm(*term) for term in _terms(names[id])),
            parents=tuple(ParentTerm(*term) for term in _terms(parents[id])),
        )
        for id, row in found.items()
    ]


def _terms(told: Iterable[Since[Any]]) -> list[tuple[Any, date | None, date | None]]:
    """Return each value with its first day and the first day of the next."""
    ordered = in_order(told)
    ends = [*(each.starts for each in ordered[1:]), None]
    return [(each.value, each.starts, end) for each, end in zip(ordered, ends, strict=True)]
