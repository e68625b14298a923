"""The people of a school or an office: the posts and roles they have or had there, by name."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from libs.engine.questions import OfSchoolsOrOffices
from libs.engine.read_tables import PAGE, Limit, asked, rows
from libs.kernel.messages import Id, given, private
from libs.log.database import Cursor
from libs.rights import Right
from libs.rights.visibility_tables import limited
from services.registry.person.names import NAMED_BY
from services.registry.person.questions import Why, notice_of


@dataclass(frozen=True, slots=True)
class StaffTerm:
    """A post or a role there, from `starts` to the day before `ends`; `current`: on the day asked.

    `lent`: the role is another's, for whom the person acts.
    """

    name: str
    starts: date
    ends: date | None
    basis: str
    current: bool
    lent: bool


@dataclass(frozen=True, slots=True)
class StaffView:
    """A person of `org`, with posts and roles there, the earliest first.

    `schools` is `org`: in whose circle the person is. `name` is empty without a reason, or for who
    may not know it. `here_since` is the first day of a post or role held there today, None where
    none is.
    """

    id: str
    version: int
    position: int
    person: str
    sample: bool
    org: str
    posts: tuple[StaffTerm, ...]
    roles: tuple[StaffTerm, ...]
    current: bool
    here_since: date | None
    schools: tuple[str, ...]
    erased_at: int | None
    notice: str | None
    held: bool = False
    name: str | None = private(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStaff(OfSchoolsOrOffices):
    """Ask for the people of a school or office by post or role; with `why`, for their names."""

    category: ClassVar[str] = "staff"
    view: ClassVar[type] = StaffView
    school_in: ClassVar[str | None] = None
    opens: ClassVar[Right] = NAMED_BY
    opens_of: ClassVar[str] = "person"
    org: Id
    on: date = given("on")
    why: Why | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = ListStaff

SEEN = f"""(
    {limited("%(org)s", page=True)}
    or (%(officer)s and not exists (
        select from sight_school s where s.log = %(log)s and s.school = %(org)s)))"""
PEOPLE = f"""
select id, version, position, sample, erased_at, erased_on from pseudonym
where log = %(log)s and {SEEN}
and (exists (select from person_post p
             where p.log = pseudonym.log and p.person = pseudonym.id and p.org = %(org)s)
  or exists (select from person_term t
             where t.log = pseudonym.log and t.person = pseudonym.id and t.org = %(org)s))
"""
TERMS = """
select person, 'post' as kind, post as name, starts, ends, basis, false as lent,
    holds(starts, ends, %(on)s) as current
from person_post where log = %(log)s and org = %(org)s and person = any(%(found)s)
union all
select person, 'role', role, starts, ends, basis, holder is not null,
    holds(starts, ends, %(on)s)
from person_term where log = %(log)s and org = %(org)s and person = any(%(found)s)
order by person, starts, name
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views."""
    values = asked(log, question)
    found = {row["id"]: row for row in rows(db, PEOPLE + PAGE, values)}
    told: dict[tuple[str, str], list[StaffTerm]] = {}
    for row in rows(db, TERMS, {**values, "found": [*found]}):
        told.setdefault((row.pop("person"), row.pop("kind")), []).append(StaffTerm(**row))
    return [
        _view(row, question.org, told.get((id, "post"), []), told.get((id, "role"), []))
        for id, row in found.items()
    ]


def _view(row: Any, org: str, posts: list[StaffTerm], roles: list[StaffTerm]) -> StaffView:
    now = [one.starts for one in (*posts, *roles) if one.current]
    return StaffView(
        id=row["id"],
        version=row["version"],
        position=row["position"],
        person=f"u:{row['id']}",
        sample=row["sample"],
        org=org,
        posts=tuple(posts),
        roles=tuple(roles),
        current=bool(now),
        here_since=min(now, default=None),
        schools=(org,),
        erased_at=row["erased_at"],
        notice=notice_of(row),
    )
