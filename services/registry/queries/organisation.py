"""Questions about offices."""

from dataclasses import dataclass
from typing import Any, ClassVar, assert_never

from libs.contract import Id, Line
from libs.postgres import Cursor
from libs.read_tables import ONE, PAGE, Limit, Question, asked, one, rows
from services.registry.events.common import Area


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An office."""

    id: str
    version: int
    position: int
    name: str
    kind: str
    area: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class GetOrganisation(Question):
    """Ask for an office."""

    category: ClassVar[str] = "organisation"
    view: ClassVar[type] = OrganisationView
    id: Id


@dataclass(frozen=True, slots=True)
class ListOrganisations(Question):
    """Ask for offices of a kind, of an area, below an office."""

    category: ClassVar[str] = "organisation"
    view: ClassVar[type] = OrganisationView
    many: ClassVar[bool] = True
    kind: Line | None = None
    area: Area | None = None
    parent: Id | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetOrganisation | ListOrganisations

ORGANISATION = """
select id, version, position, name, kind, area, parent from organisation where log = %(log)s
"""
ORGANISATIONS = """
and (%(kind)s::text is null or kind = %(kind)s)
and (%(area)s::text is null or area = %(area)s)
and (%(parent)s::text is null or parent = %(parent)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetOrganisation():
            return one([OrganisationView(**row) for row in rows(db, ORGANISATION + ONE, values)])
        case ListOrganisations():
            found = rows(db, ORGANISATION + ORGANISATIONS + PAGE, values)
            return [OrganisationView(**row) for row in found]
    assert_never(question)
