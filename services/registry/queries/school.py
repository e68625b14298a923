"""Questions about schools."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.contract import Id, Line
from libs.postgres import Cursor
from libs.read_tables import ONE, PAGE, Limit, Question, asked, one, rows
from services.registry.events.common import Area, Kind
from services.registry.events.school import Identifier


@dataclass(frozen=True, slots=True)
class SchoolView:
    """A school as it is now; what each field means, `SchoolRegistered` says."""

    id: str
    version: int
    position: int
    name: str
    kind: str
    variant: str | None
    ownership: str
    areas: tuple[str, ...]
    address: str
    phone: str | None
    email: str | None
    identifiers: tuple[Identifier, ...]
    opened_on: date | None
    cohorts_completed: int | None
    sample: bool


@dataclass(frozen=True, slots=True)
class GetSchool(Question):
    """Ask for a school."""

    category: ClassVar[str] = "school"
    view: ClassVar[type] = SchoolView
    id: Id


@dataclass(frozen=True, slots=True)
class ListSchools(Question):
    """Ask for schools of a kind, in an area of any size, by part of the name (any letter case)."""

    category: ClassVar[str] = "school"
    view: ClassVar[type] = SchoolView
    many: ClassVar[bool] = True
    kind: Kind | None = None
    area: Area | None = None
    name: Line | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetSchool | ListSchools

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


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetSchool():
            return one(_schools(db, SCHOOL + ONE, values))
        case ListSchools():
            return _schools(db, SCHOOL + SCHOOLS + PAGE, values)
    assert_never(question)


def _schools(db: Cursor, sql: str, values: Mapping[str, Any]) -> list[SchoolView]:
    return [
        SchoolView(
            **row
            | {
                "areas": tuple(row["areas"]),
                "identifiers": tuple(Identifier(**code) for code in row["identifiers"]),
            }
        )
        for row in rows(db, sql, values)
    ]
