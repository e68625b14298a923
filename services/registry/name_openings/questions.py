"""Questions about openings of names that are many, which the vault notes (`libs.people.vault`).

Told to who leads or administers the office for which the names were opened, and to who leads or
administers an office of the whole province; of a school's own people to the latter alone.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from libs.engine.questions import Inside
from libs.engine.read_tables import PAGE, Limit, asked, rows
from libs.kernel.messages import Id, given
from libs.log.database import Cursor
from libs.rights.visibility import LEADS


@dataclass(frozen=True, slots=True)
class OpeningReason:
    """A reason that was given, and for how many people."""

    why: str
    people: int


@dataclass(frozen=True, slots=True)
class NameOpeningsView:
    """Names that somebody opened: of how many people, as what, from when to when (UTC), and why.

    `position` is 0: no event tells of it.
    """

    id: str
    position: int
    actor: str
    role: str
    org: str
    first_at: str
    last_at: str
    people: int
    reasons: tuple[OpeningReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNameOpenings(Inside):
    """Ask who opened the names of many people within a short time, `starts` being the first day."""

    category: ClassVar[str] = "name_openings"
    view: ClassVar[type] = NameOpeningsView
    school_in: ClassVar[str | None] = None
    starts: date | None = None
    on: date = given("on")
    actor: str = given("actor")
    after: Id | None = None
    limit: Limit = 50


Asked = ListNameOpenings

INSTANT = """to_char({} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as {}"""
WIDE = f"""
with found as (
    select lpad(id::text, 12, '0') as id, 0 as position, log, actor, role, org,
        since as begins, until as ends, people,
        {INSTANT.format("since", "first_at")}, {INSTANT.format("until", "last_at")}
    from vault.wide
)
select id, position, actor, role, org, begins, ends, first_at, last_at, people from found
where log = %(log)s and (%(schools)s::boolean is null or exists (
    select from person_term t
    where t.log = found.log and t.person = substr(%(actor)s, 3) and t.org = found.org
    and t.role = any (%(leads)s) and holds(t.starts, t.ends, %(on)s)))
and (%(starts)s::date is null or (ends at time zone 'Asia/Ho_Chi_Minh')::date >= %(starts)s)
"""
REASONS = """
select why, count(distinct stream) as people from vault.opening
where log = %(log)s and actor = %(by)s and org = %(org)s and at between %(begins)s and %(ends)s
group by why order by 2 desc, why limit 20
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views."""
    values = {**asked(log, question), "leads": [*LEADS]}
    return [_view(db, log, row) for row in rows(db, WIDE + PAGE, values)]


def _view(db: Cursor, log: str, row: dict[str, Any]) -> NameOpeningsView:
    during = {"begins": row.pop("begins"), "ends": row.pop("ends")}
    about = {"log": log, "by": row["actor"], "org": row["org"], **during}
    return NameOpeningsView(
        **row, reasons=tuple(OpeningReason(**each) for each in rows(db, REASONS, about))
    )
