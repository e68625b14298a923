"""The lists by which an office forwards registrations to the Sở: several schools, one paper.

A list is what acts of one office say of it, each in its own case: its number and its day. Nothing
is kept of it beside, so no list can say what no case does.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import OfSchools
from libs.engine.read_tables import Limit, asked, one, rows
from libs.kernel.messages import Id
from libs.law.standards.levels import AccreditationGrade, NationalGrade, SchoolLevel
from libs.log.database import Cursor
from libs.rights.visibility_tables import limited
from services.review.shared.fields import Year


@dataclass(frozen=True, slots=True)
class ForwardedCase:
    """A registration on a list, as it was filed; `position` is that of its forwarding."""

    evaluation: str
    school: str
    position: int
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    claimed_level: SchoolLevel | None
    filed_on: date
    late: bool


@dataclass(frozen=True, slots=True)
class ForwardingListView:
    """An office's list: its number, the day of its paper, the day on which it was entered first.

    `id` is the office with the position of the list's first act, `version` how many acts it has.
    `cases` are those that the reader sees, by school.
    """

    id: str
    version: int
    position: int
    office: str
    list_number: str
    dated: date
    entered_on: date
    case_count: int
    cases: tuple[ForwardedCase, ...]


@dataclass(frozen=True, slots=True)
class GetForwardingList(OfSchools):
    """Ask for one list."""

    category: ClassVar[str] = "forwarding_list"
    view: ClassVar[type] = ForwardingListView
    many: ClassVar[bool] = False
    school_in: ClassVar[str | None] = None
    id: Id


@dataclass(frozen=True, slots=True)
class ListForwardingLists(OfSchools):
    """Ask for the lists of an office, of those dated in a calendar year."""

    category: ClassVar[str] = "forwarding_list"
    view: ClassVar[type] = ForwardingListView
    school_in: ClassVar[str | None] = None
    office: Id | None = None
    year: Year | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetForwardingList | ListForwardingLists

LISTS = f"""
with forwarded as (
    select a.*, a.told->>'list_number' as list_number, coalesce(a.dated, a.recorded_on) as day
    from case_act a
    where a.log = %(log)s and a.act = 'RegistrationForwarded' and a.told ? 'list_number'),
paper as (
    select org, list_number, day, min(position) as first, max(position) as position,
           min(recorded_on) as entered_on, count(*) as version
    from forwarded group by org, list_number, day)
select p.org || '_' || p.first as id, p.version, p.position, p.org as office, p.list_number,
       p.day as dated, p.entered_on, count(*) as case_count,
       jsonb_agg(jsonb_build_object(
           'evaluation', f.evaluation, 'school', f.school, 'position', f.position,
           'accreditation_grade', (s.told->>'accreditation_grade')::integer,
           'national_grade', (s.told->>'national_grade')::integer,
           'claimed_level', (s.told->>'level')::integer,
           'filed_on', coalesce(s.dated, s.recorded_on),
           'late', coalesce((s.told->>'late')::boolean, false)) order by f.evaluation) as cases
from paper p
join forwarded f on (f.org, f.list_number, f.day) = (p.org, p.list_number, p.day)
cross join lateral (
    select * from case_act b
    where b.log = f.log and b.evaluation = f.evaluation and b.act = 'RegistrationSubmitted'
    and b.position < f.position order by b.position desc limit 1) s
where {limited("f.school", "schools")}
group by p.org, p.first, p.version, p.position, p.list_number, p.day, p.entered_on
"""
ONE = f"select * from ({LISTS}) l where l.id = %(id)s"
PAGE = f"""
select * from ({LISTS}) l
where (%(office)s::text is null or l.office = %(office)s)
and (%(year)s::integer is null or extract(year from l.dated) = %(year)s)
and (%(after)s::text is null or l.id > %(after)s collate "C")
order by l.id collate "C" limit %(limit)s
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list, None if there is none of it that the reader sees, or the lists."""
    values = asked(log, question)
    match question:
        case GetForwardingList():
            return one([_view(row) for row in rows(db, ONE, values)])
        case ListForwardingLists():
            return [_view(row) for row in rows(db, PAGE, values)]
    assert_never(question)


def _view(row: dict[str, Any]) -> ForwardingListView:
    told = row.pop("cases")
    cases = [{**each, "filed_on": date.fromisoformat(each["filed_on"])} for each in told]
    return ForwardingListView(**row, cases=tuple(ForwardedCase(**each) for each in cases))
