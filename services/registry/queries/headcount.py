"""Questions about how many people work at schools."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.contract import Id, given
from libs.postgres import Cursor
from libs.read_tables import ONE, PAGE, Limit, Question, asked, one, rows
from libs.rights import Visibility
from services.registry.events.common import Year


@dataclass(frozen=True, slots=True)
class HeadcountView:
    """A school's staff in a school year, as counted last."""

    id: str
    version: int
    position: int
    school: str
    school_year: int
    managers: int
    teachers: int
    staff: int
    counted_on: date


@dataclass(frozen=True, slots=True)
class GetHeadcount(Question):
    """Ask for a school's staff in a school year; `id` is `<school>_<year>`."""

    category: ClassVar[str] = "headcount"
    view: ClassVar[type] = HeadcountView
    visibility: ClassVar[Visibility] = "parties"
    id: Id


@dataclass(frozen=True, slots=True)
class ListHeadcounts(Question):
    """Ask for the staff of schools, in a school year."""

    category: ClassVar[str] = "headcount"
    view: ClassVar[type] = HeadcountView
    visibility: ClassVar[Visibility] = "parties"
    many: ClassVar[bool] = True
    school: Id | None = None
    year: Year | None = None
    after: Id | None = None
    limit: Limit = 50
    schools: tuple[str, ...] | None = given("schools")


Asked = GetHeadcount | ListHeadcounts

HEADCOUNT = """
select id, version, position, school, school_year, managers, teachers, staff, counted_on
from headcount where log = %(log)s
"""
HEADCOUNTS = """
and (%(school)s::text is null or school = %(school)s)
and (%(year)s::integer is null or school_year = %(year)s)
and (%(schools)s::text[] is null or school = any (%(schools)s))
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetHeadcount():
            return one([HeadcountView(**row) for row in rows(db, HEADCOUNT + ONE, values)])
        case ListHeadcounts():
            return [HeadcountView(**row) for row in rows(db, HEADCOUNT + HEADCOUNTS + PAGE, values)]
    assert_never(question)
