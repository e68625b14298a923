"""Questions about whom offices put forward, and whether they are trained for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from libs.engine.questions import ForOfficers
from libs.engine.read_tables import Limit, asked, rows
from libs.kernel.messages import Id, given
from libs.log.database import Cursor
from services.registry.nomination.events import Task
from services.registry.shared.fields import Kind, Year
from services.registry.shared.owners import Person


@dataclass(frozen=True, slots=True)
class NomineeView:
    """Somebody an office puts forward.

    `trained`: training in external evaluation counts for them today, or on the day asked for.
    """

    id: str
    position: int
    office: str
    school_year: int
    person: str
    task: str
    works_at: str
    kinds: tuple[str, ...]
    basis: str
    nominated_on: date
    trained: bool


@dataclass(frozen=True, slots=True)
class ListNominees(ForOfficers):
    """Ask who is put forward by an office, in a school year, for a task, a kind; trained or not."""

    category: ClassVar[str] = "nominee"
    view: ClassVar[type] = NomineeView
    many: ClassVar[bool] = True
    office: Id | None = None
    year: Year | None = None
    task: Task | None = None
    kind: Kind | None = None
    person: Person | None = None
    trained: bool | None = None
    on: date | None = None
    after: Id | None = None
    limit: Limit = 50
    today: date = given("on")


Asked = ListNominees

NOMINEES = """
select id, position, office, school_year, person, task, works_at, kinds, basis, nominated_on,
       trained
from (
    select e.id, e.position, n.office, n.school_year, e.person, e.task, e.works_at, e.kinds,
           e.basis, e.nominated_on, exists (
               select from attendance a where a.log = e.log and a.person = e.person
               and a.subject = 'external_evaluation'
               and holds(a.held_on, a.ends, %(on)s)) as trained
    from nominee e join nomination n on n.log = e.log and n.id = e.nomination
    where e.log = %(log)s
    and (%(office)s::text is null or n.office = %(office)s)
    and (%(year)s::integer is null or n.school_year = %(year)s)
    and (%(task)s::text is null or e.task = %(task)s)
    and (%(kind)s::text is null or %(kind)s = any (e.kinds))
    and (%(person)s::text is null or e.person = %(person)s)) found
where (%(trained)s::boolean is null or trained = %(trained)s)
and (%(after)s::text is null or id > %(after)s) order by id limit %(limit)s
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views."""
    values = asked(log, question) | {"on": question.on or question.today}
    found = rows(db, NOMINEES, values)
    return [NomineeView(**row | {"kinds": tuple(row["kinds"])}) for row in found]
