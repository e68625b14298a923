"""Who holds a function for a school or an area, on a day, as it was known at a moment.

Two times: the day asked about (legal, Vietnamese calendar) and the moment at which the log is read
as it stood then (recorded, UTC). The smallest area in which anybody holds the function decides, as
`libs.rights.holder` decides a right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, ClassVar, get_args

from libs.engine.questions import Public
from libs.engine.read_tables import Limit, latest, one, rows
from libs.kernel.messages import Id, pattern, size
from libs.kernel.problems import refused
from libs.law.calendar import VIETNAM
from libs.log.database import Cursor
from services.registry.shared.fields import Area, Function, Kind

Moment = Annotated[
    str,
    pattern(r"20\d\d-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,6})?Z)?", "2025-06-15"),
]
"""A day (Vietnamese calendar: all that was known by its end) or an instant, UTC."""
ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HolderView:
    """Who holds the function for schools of a kind, which is the `id`, and what says so.

    The term runs from `starts` to the day before `ends`, as known at the moment asked about.
    `recorded_at` is when the log said so (UTC), `position` where.
    """

    id: str
    function: str
    area: str
    holder: str
    holder_name: str
    starts: date
    ends: date | None
    basis: str
    recorded_at: str
    position: int


@dataclass(frozen=True, slots=True)
class WhoHolds(Public):
    """Ask who holds a function on a day, for a school or in areas (small to large), by kind.

    `known` asks for what the log knew at that moment, else for what it knows now. One answer for
    each kind; none where nobody holds the function.
    """

    category: ClassVar[str] = "holder"
    view: ClassVar[type] = HolderView
    many: ClassVar[bool] = True
    function: Function
    on: date
    school: Id | None = None
    areas: Annotated[tuple[Area, ...], size(0, 4)] = ()
    kind: Kind | None = None
    known: Moment | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = WhoHolds

SCOPE = f"""
select {{column}} from school_scope s where log = %(log)s and school = %(school)s
and {{column}} is not null and told_at <= %(known)s and {latest("s")}
"""
HOLDERS = f"""
select kind as id, function, area, holder, starts, ends, basis, position,
       to_char(known_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at,
       coalesce((select name from organisation_name n
                 where n.log = h.log and n.organisation = h.holder and {latest("n")}),
                holder) as holder_name
from unnest(%(kinds)s) as kind,
     function_holder(%(log)s, %(function)s, kind, %(areas)s, %(on)s, %(known)s) h
where (%(after)s::text is null or kind collate "C" > %(after)s)
order by kind collate "C" limit %(limit)s
"""


def answer(db: Cursor, log: str, question: WhoHolds) -> list[HolderView]:
    """Return a view for each kind; raises `Rejected` (school-or-areas, moment-unknown)."""
    if (question.school is None) == (not question.areas):
        detail = "Cần nêu hoặc một trường (school) hoặc các địa bàn (areas)."
        raise refused("school-or-areas", detail, "một trường hoặc các địa bàn", at="/school")
    asked: dict[str, Any] = {
        "log": log,
        "function": question.function,
        "on": question.on,
        "school": question.school,
        "areas": list(question.areas),
        "kinds": [*get_args(Kind)] if question.kind is None else [question.kind],
        "known": _moment(question.known),
        "after": question.after,
        "limit": question.limit,
    }
    if question.school is not None:
        kind, areas = _scope(db, "kind", asked), _scope(db, "areas", asked)
        if kind is None or areas is None or question.kind not in (None, kind):
            return []
        asked |= {"kinds": [kind], "areas": areas}
    return [HolderView(**row) for row in rows(db, HOLDERS, asked)]


def _scope(db: Cursor, column: str, asked: Mapping[str, Any]) -> Any:
    """Return what a school was on the day, as known at the moment; None if nobody knew of it."""
    found = one(rows(db, SCOPE.format(column=column), asked))
    return found and found[column]


def _moment(known: str | None) -> datetime:
    """Return the last instant at which what `known` names was known."""
    if known is None:
        return ALWAYS
    try:
        if "T" in known:
            return datetime.fromisoformat(known)
        day = datetime.fromisoformat(known).replace(tzinfo=VIETNAM)
    except ValueError as error:
        detail = f"Không có thời điểm '{known}'."
        raise refused("moment-unknown", detail, "lịch", at="/known") from error
    return day + timedelta(days=1, microseconds=-1)
