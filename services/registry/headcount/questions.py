"""Questions about how many people work at schools."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import OfSchool, OfSchools
from libs.engine.read_tables import ONE, Limit, asked, listed, one, rows
from libs.kernel.messages import Id
from libs.log.database import Cursor
from services.registry.shared.fields import Year


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
class GetHeadcount(OfSchool):
    """Ask for a school's staff in a school year; `id` is `<school>_<year>`."""

    category: ClassVar[str] = "headcount"
    view: ClassVar[type] = HeadcountView
    id: Id


@dataclass(frozen=True, slots=True)
class ListHeadcounts(OfSchools):
    """Ask for the staff of schools, in a school year."""

    category: ClassVar[str] = "headcount"
    view: ClassVar[type] = HeadcountView
    school: Id | None = None
    year: Year | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetHeadcount | ListHeadcounts

HEADCOUNT = """
select id, version, position, school, school_year, managers, teachers, staff, counted_on
from headcount where log = %(log)s
"""
HEADCOUNTS = """
and (%(school)s::text is null or school = %(school)s)
and (%(year)s::integer is null or school_year = %(year)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetHeadcount():
            return one([HeadcountView(**row) for row in rows(db, HEADCOUNT + ONE, values)])
        case ListHeadcounts():
            found = listed(db, question, HEADCOUNT + HEADCOUNTS, values)
            return [HeadcountView(**row) for row in found]
    assert_never(question)
