"""What letters want handed in, by when, across all letters; and the office that takes it in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from libs.engine.procedure import Act, Ask
from libs.kernel.messages import Contract, Id, Line, size
from libs.kernel.problems import Rejected
from libs.law.calendar import last_good_day, show
from libs.law.calendar.deadlines import deadlines
from libs.rights import holder, unknown
from libs.rights.schools import school_in

CONCERN = "self_assessment_report"
UPDATE = "self_assessment_update"
"""A report that was handed in is brought up to date, as every July."""
PLAN = "improvement_plan"
PLAN_REPORT = "improvement_plan_report"
CONCERNS = frozenset((CONCERN, UPDATE, PLAN, PLAN_REPORT))
"""What is handed in here by letters."""
LISTED = ("per_school", "planned")
"""The kinds of deadline that are by line of a list."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a duty's list."""

    school: str | None = None
    before: date | None = None
    month: str | None = None


@dataclass(frozen=True, slots=True)
class InstructionRegistered:
    """Registry: a letter, of a school year or of any."""

    school_year: int | None = None


@dataclass(frozen=True, slots=True)
class ObligationCreated:
    """Registry: what a letter asks, as far as its day and what is handed in by it go."""

    code: str
    actor: str
    kind: str
    effect: str
    area: str
    kinds: tuple[str, ...]
    entries: tuple[Entry, ...]
    before: date | None = None
    first_day: int | None = None
    last_day: int | None = None
    first_month: int | None = None
    last_month: int | None = None
    days: int | None = None
    after: str | None = None
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ObligationCorrected(ObligationCreated):
    """Registry: a mistake of the letter was corrected; so the duty counts from now on."""


@dataclass(frozen=True, slots=True)
class DutyDone:
    """A duty of a letter that is done by handing something in; `before`: the first day too late."""

    instruction: Id
    code: Line
    before: date | None
    late: bool


DutiesDone = Annotated[tuple[DutyDone, ...], size(0, 50)]


@dataclass(frozen=True, slots=True)
class Due:
    """A duty that a school has: of which letter, until when, and what follows from being late."""

    instruction: str
    code: str
    before: date | None
    effect: str


class Duties:
    """What letters want of schools that is handed in here, by area, as corrected."""

    heard: Contract[Any] = Contract(InstructionRegistered | ObligationCreated | ObligationCorrected)

    def __init__(self) -> None:
        self._years: dict[str, int | None] = {}
        self._duties: dict[str, dict[tuple[str, str], ObligationCreated]] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in a letter, or what one asks for, also as corrected: its area stays the same."""
        if isinstance(event, InstructionRegistered):
            self._years[act.id] = event.school_year
        elif event.concerns and event.actor == "school":
            self._duties.setdefault(event.area, {})[act.id, event.code] = event

    def due(
        self, concern: str, kind: str, areas: Sequence[str], school: str, year: int
    ) -> tuple[Due, ...]:
        """Return what a school of `kind` in `areas` owes of this in a school year, by letter."""
        found = [
            (letter, duty)
            for area in areas
            for (letter, _), duty in self._duties.get(area, {}).items()
            if concern in duty.concerns and kind in duty.kinds
            if self._years.get(letter) in (None, year)
        ]
        return tuple(
            Due(letter, duty.code, before, duty.effect)
            for letter, duty in sorted(found, key=lambda each: (each[0], each[1].code))
            for before in _days(duty, school, year)
        )

    @property
    def named(self) -> frozenset[str]:
        """The schools that a letter lists, each with a day of its own."""
        return frozenset(
            entry.school
            for duties in self._duties.values()
            for duty in duties.values()
            if duty.kind in LISTED
            for entry in duty.entries
            if entry.school
        )

    def earliest(self, concern: str, year: int) -> Mapping[str, date]:
        """Return the first day too late for it in a school year, the earliest that a letter names.

        By place, "764 preschool" being an area with the kind of school there; where a letter lists
        schools, by the place with the school behind it. A place without a day has none.
        """
        found: dict[str, date] = {}
        for area, duties in self._duties.items():
            for (letter, _), duty in duties.items():
                if concern in duty.concerns and self._years.get(letter) in (None, year):
                    for school, day in _by_school(duty, year):
                        for kind in duty.kinds:
                            place = f"{area} {kind}{school and f' {school}'}"
                            found[place] = min(day, found.get(place, day))
        return found


def _by_school(duty: ObligationCreated, year: int) -> Iterator[tuple[str, date]]:
    """Yield each school that a duty lists, or "" where it is of all of them, and until when."""
    listed = duty.kind in LISTED
    named = {each.school for each in duty.entries if each.school} if listed else {""}
    for school in sorted(named):
        yield from ((school, day) for day in _days(duty, school, year) if day is not None)


def _days(duty: ObligationCreated, school: str, year: int) -> Iterator[date | None]:
    """Yield until when a school has the duty, once; nothing where a list leaves the school out."""
    found = deadlines(duty, "", year)
    if duty.kind in LISTED:
        found = tuple(
            each
            for each in found
            if each.line is not None and duty.entries[each.line].school == school
        )
        yield from (each.day for each in found[:1])
    elif len(found) == 1:
        yield found[0].day
    else:
        # Open again every month: handing in is never late.
        yield None


def done(due: Sequence[Due], on: date, rule: str) -> tuple[DutyDone, ...]:
    """Return the duties that are done by handing in on a day.

    Raises `Rejected` ("handed-in-too-late") where a letter wants what is late refused.
    """
    told = []
    for each in due:
        late = each.before is not None and each.before <= on and each.effect != "none"
        if late and each.effect == "refuse":
            assert each.before is not None
            last = show(last_good_day(each.before))
            detail = f"Ngày cuối cùng còn nhận là {last}, theo nhiệm vụ {each.code}."
            raise Rejected("handed-in-too-late", detail, rule)
        told.append(DutyDone(each.instruction, each.code, each.before, late))
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a school hands something in, and what letters say of it; no office: none is charged.

    `due_of_update` is what they say of bringing up to date what was handed in before.
    """

    receiver: str | None
    due: tuple[Due, ...]
    due_of_update: tuple[Due, ...] = ()

    def taken_by(self, rule: str) -> str:
        """Return the office; raises `Rejected` ("receiver-missing")."""
        if self.receiver is None:
            detail = "Chưa đơn vị nào được giao nhận báo cáo của trường này."
            raise Rejected("receiver-missing", detail, rule)
        return self.receiver


FUNCTIONS = ("receive_report", "check_dossier", "appraise")
"""Who takes in what schools hand in: the first of these functions that anybody holds there."""


def desk(ask: Ask, act: Act, concern: str, year: int, update: str | None = None) -> Desk:
    """Supply where and until when the act's school hands this in, and an `update` of it.

    Raises `NotFound` ("school-unknown").
    """
    school = school_in(ask.read, act.school)
    if school is None:
        raise unknown(act.school)
    kind, areas = school.kind_on(act.on), school.areas_on(act.on)
    holders = (holder(ask.read, function, kind, areas, act.on)[0] for function in FUNCTIONS)
    receiver = next((org for org in holders if org is not None), None)
    duties, place = ask.index(Duties), (kind, areas, act.school, year)
    again = duties.due(update, *place) if update else ()
    return Desk(receiver, duties.due(concern, *place), again)
