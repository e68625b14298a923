"""What people are called: for offices, and for who works at the same school."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from libs.engine.questions import OfSchoolsOrOffices
from libs.engine.read_tables import PAGE, Limit, asked, rows
from libs.kernel.messages import Id, given, private, size
from libs.log.database import Cursor
from libs.rights import Knowing, Right
from libs.rights.visibility_tables import limited
from services.registry.person.questions import OPENS, Why, notice_of

NAMED_BY = Knowing(OPENS.roles, ("principal", "council_member"))
"""Who may learn what somebody is called, besides that person: the offices' people, and those of a
school for whom the person is in its circle."""
Ids = Annotated[tuple[Id, ...], size(1, 100)]


@dataclass(frozen=True, slots=True)
class PersonTie:
    """What somebody is or was at a school or office: a post, a role, a `discussion` that they spoke
    in, an `evaluation` of it whose team they are in.

    `current`: a post or role that is held on the day of the question.
    """

    org: str
    tie: str
    current: bool


@dataclass(frozen=True, slots=True)
class PersonNameView:
    """What a person is called; `name` is empty without a reason, or for who may not know it.

    `ties` are those that the reader sees, `schools` the schools and offices among them.
    """

    id: str
    version: int
    position: int
    person: str
    sample: bool
    ties: tuple[PersonTie, ...]
    schools: tuple[str, ...]
    erased_at: int | None
    notice: str | None
    held: bool = False
    name: str | None = private(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPersonNames(OfSchoolsOrOffices):
    """Ask what people are called, by id, or those of a school or office; with `why`, their names.

    Who belongs to a school: by post, role, discussion or evaluation; `current`: by a post or
    role of that day alone. By id a school's people find who has to do with it. Phone and email are
    not among what is told. An opening is noted for each person who is named, with the reason.
    """

    category: ClassVar[str] = "person_name"
    view: ClassVar[type] = PersonNameView
    school_in: ClassVar[str | None] = None
    opens: ClassVar[Right] = NAMED_BY
    opens_of: ClassVar[str] = "person"
    ids: Ids | None = None
    org: Id | None = None
    current: bool = False
    on: date = given("on")
    actor: str = given("actor")
    why: Why | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = ListPersonNames

TIES = """
with tied as (
    select log, person, org, post as tie, holds(starts, ends, %(on)s) as current from person_post
    union all
    select log, person, org, role, holds(starts, ends, %(on)s) from person_term
    union all
    select log, person, school, 'discussion', false from circle
    union all
    select log, substr(person, 3), school, 'evaluation', false from sight_team
)
"""
SEEN = f"""(
    {limited("tied.org", page=True)}
    or (%(officer)s and not exists (
        select from sight_school s where s.log = tied.log and s.school = tied.org)))"""
PEOPLE = f"""{TIES}
select id, version, position, sample, erased_at, erased_on from pseudonym
where log = %(log)s
and (%(ids)s::text[] is null or id = any (%(ids)s))
and (%(ids)s::text[] is not null and %(org)s::text is null
        and (%(officer)s or %(actor)s = 'u:' || id) or exists (
    select from tied
    where tied.log = pseudonym.log and tied.person = pseudonym.id
    and (%(org)s::text is null or tied.org = %(org)s)
    and (not %(current)s or tied.current)
    and {SEEN}))
"""
TIES_OF = f"""{TIES}
select person, org, tie, bool_or(current) as current from tied
where log = %(log)s and person = any(%(found)s) and {SEEN}
group by person, org, tie order by person, org, tie
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views."""
    values = asked(log, question)
    found = {row["id"]: row for row in rows(db, PEOPLE + PAGE, values)}
    ties: dict[str, list[PersonTie]] = {id: [] for id in found}
    for row in rows(db, TIES_OF, {**values, "found": [*found]}):
        ties[row.pop("person")].append(PersonTie(**row))
    return [
        PersonNameView(
            id=id,
            version=row["version"],
            position=row["position"],
            person=f"u:{id}",
            sample=row["sample"],
            ties=tuple(ties[id]),
            schools=tuple(sorted({each.org for each in ties[id]})),
            erased_at=row["erased_at"],
            notice=notice_of(row),
        )
        for id, row in found.items()
    ]
