"""Questions about duties: how each stands for each school and office, and how many are how far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Literal, assert_never, get_args

from psycopg2.extras import Json

from libs.engine.questions import OfSchoolsOrOffices
from libs.engine.read_tables import Limit, asked, rows
from libs.kernel.messages import Id, Line, given, pattern
from libs.law.calendar import is_working_day, last_working_day, school_year, school_year_days
from libs.law.standards.fulfilments import BY_HAND
from libs.law.standards.reminders import Told, told_after
from libs.log.database import Cursor
from services.registry.duty.statement import COUNTS, LIST
from services.registry.duty.terms import Term, day_of, offices, terms
from services.registry.instruction.events import Actor
from services.registry.shared.fields import Year

DutyState = Literal["done", "done_late", "due", "late", "not_begun"]
"""Done in time; done after the day; begun, the day has not come; not done and the day is past; not
begun, the day has not come."""
Place = Annotated[str, pattern(r"[0-9a-z_]{1,200}", "5f0c2a_000002_000")]
STATES: tuple[DutyState, ...] = get_args(DutyState)


@dataclass(frozen=True, slots=True)
class DutyStateView:
    """How a duty of a letter stands for a school or an office, today.

    `owner` has the duty, `school` is the same if it is a school. `name`: of a list, whom the line
    names. `reached` of `needed` things are done (1 of 1; so many schools; so many people), `needed`
    None: nobody knows how many. `fulfilled_by` is a row of `fulfilments.yaml`; `by_hand`: nothing
    here shows it, who has it says so with a `paper`. `reading`: what the letter leaves open.
    """

    id: str
    version: int
    position: int
    instruction: str
    letter: str
    code: str
    actor: str
    duty: str
    effect: str
    reading: str
    owner: str
    owner_name: str
    school: str | None
    name: str | None
    school_year: int
    opens: date | None
    day: date | None
    last_good_day: date | None
    duty_state: DutyState
    begun: bool
    done_on: date | None
    reached: int
    needed: int | None
    fulfilled_by: str
    fulfilment: str
    by_hand: bool
    paper: str | None
    explanation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyCount:
    """How many schools and offices are how far with a duty, or a line of it, today."""

    id: str
    version: int
    position: int
    instruction: str
    letter: str
    code: str
    actor: str
    duty: str
    effect: str
    reading: str
    name: str | None
    school_year: int
    opens: date | None
    last_good_day: date | None
    fulfilled_by: str
    fulfilment: str
    by_hand: bool
    done_count: int
    done_late_count: int
    due_count: int
    late_count: int
    not_begun_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDutyStates(OfSchoolsOrOffices):
    """Ask how duties stand, of the schools that the reader sees and, for officers, of offices.

    `year` is the school year, this one if none. `told`: late for so long that the ladder of
    reminders names it to who has it, to the office that manages the school, or to the Sở.
    """

    category: ClassVar[str] = "duty_state"
    view: ClassVar[type] = DutyStateView
    instruction: Id | None = None
    code: Line | None = None
    actor: Actor | None = None
    owner: Id | None = None
    year: Year | None = None
    duty_state: DutyState | None = None
    told: Told | None = None
    after: Place | None = None
    limit: Limit = 50
    on: date = given("on")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDutyCounts(OfSchoolsOrOffices):
    """Ask how many of those that the reader sees are how far with each duty."""

    category: ClassVar[str] = "duty_count"
    view: ClassVar[type] = DutyCount
    school_in: ClassVar[str | None] = None
    instruction: Id | None = None
    code: Line | None = None
    actor: Actor | None = None
    owner: Id | None = None
    year: Year | None = None
    after: Place | None = None
    limit: Limit = 50
    on: date = given("on")


Asked = ListDutyStates | ListDutyCounts


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views, sorted by id: letter, duty, line, who has it."""
    on = question.on
    year = question.year if question.year is not None else school_year(on)
    values = {**asked(log, question), "year": year, "day": day_of(year, on)}
    found = terms(db, values, on)
    values |= {
        "year_ends": school_year_days(year)[1],
        "terms": Json([term.wire() for term in found]),
        "offices": Json(offices(db, log, found, values["day"])),
    }
    match question:
        case ListDutyStates(told=told):
            values["late_before"] = None if told is None else _late_before(on, told_after(told))
            return [_state(found[row["n"]], year, row) for row in rows(db, LIST, values)]
        case ListDutyCounts(after=after, limit=limit):
            numbers: dict[int, dict[str, int]] = {}
            for row in rows(db, COUNTS, values):
                numbers.setdefault(row["n"], {})[row["duty_state"]] = row["count"]
            views = [_count(term, year, numbers.get(term.number, {})) for term in found]
            views.sort(key=lambda view: view.id)
            return [view for view in views if after is None or view.id > after][:limit]
    assert_never(question)


def _state(term: Term, year: int, row: Mapping[str, Any]) -> DutyStateView:
    same = {name: value for name, value in row.items() if name != "n"}
    return DutyStateView(
        **_of(term, year),
        **same,
        day=term.day,
        explanation=(*term.found.explanation,),
    )


def _count(term: Term, year: int, of: Mapping[str, int]) -> DutyCount:
    counts: dict[str, Any] = {f"{state}_count": of.get(state, 0) for state in STATES}
    return DutyCount(**_of(term, year), id=term.id, **counts)


def _of(term: Term, year: int) -> dict[str, Any]:
    """Return what is the same whoever has the duty."""
    row, duty = term.row, term.duty
    return {
        "version": row["version"],
        "position": row["position"],
        "instruction": row["instruction"],
        "letter": _called(row),
        "code": duty.code,
        "actor": duty.actor,
        "duty": duty.duty,
        "effect": duty.effect,
        "reading": duty.reading,
        "name": term.entry.name if term.entry else None,
        "school_year": year,
        "opens": term.found.opens,
        "last_good_day": term.last_good_day,
        "fulfilled_by": term.fulfilment.code,
        "fulfilment": term.fulfilment.title,
        "by_hand": term.fulfilment.code == BY_HAND,
    }


def _called(row: Mapping[str, Any]) -> str:
    said: Sequence[str] = [each for each in (row["number"], row["symbol"]) if each]
    return f"{'/'.join(said)} ({row['issuer_name']})" if said else str(row["issuer_name"])


def _late_before(on: date, days: int) -> date:
    """Return the latest first-day-too-late of what is late by so many working days today."""
    day = last_working_day(on)
    while days > 1:
        day -= timedelta(days=1)
        days -= is_working_day(day)
    return day
