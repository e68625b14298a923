"""Which duties letters set for a school year, by when, of whom: what the statement is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.engine.read_tables import rows
from libs.law.areas import lies_in
from libs.law.calendar import frames, last_good_day
from libs.law.calendar.deadlines import Deadline, deadlines
from libs.law.standards.fulfilments import Fulfilment, fulfilment
from libs.log.database import Cursor
from services.registry.instruction.events import Duty, Entry
from services.registry.instruction.of_year import duties_of_year

HOLDERS = """
select a.function, a.area, t.holder, t.kinds from assignment a
join assignment_term t on t.log = a.log and t.assignment = a.id
where a.log = %(log)s and a.function in ('check_dossier', 'appraise')
and holds(t.starts, t.ends, %(day)s)
"""
FUNCTION_OF: Mapping[str, str] = {
    "office": "check_dossier",
    "department": "appraise",
    "team": "appraise",
}
"""Who has a duty that is no school's: who holds this function. The Sở sees to a team's."""


@dataclass(frozen=True, slots=True)
class Term:
    """A duty of a letter, or a line of its list, in a school year.

    `found` is the window that is open, or the next one, else the last; `every` all of them.
    """

    number: int
    row: Mapping[str, Any]
    duty: Duty
    fulfilment: Fulfilment
    found: Deadline
    every: tuple[Deadline, ...]
    entry: Entry | None

    @property
    def id(self) -> str:
        """What names it among all terms of a log."""
        line = 999 if self.found.line is None else self.found.line
        return f"{self.row['instruction']}_{self.row['created']:06}_{line:03}"

    @property
    def day(self) -> date | None:
        """The first day that is too late, None: none follows from the letter."""
        return self.every[-1].day

    @property
    def last_good_day(self) -> date | None:
        """The last day in time of the window that is open or next."""
        return None if self.found.day is None else last_good_day(self.found.day)

    def wire(self) -> dict[str, Any]:
        """Return it as the statement has it."""
        done = self.fulfilment
        windows = [
            [each.opens.isoformat(), each.day.isoformat()]
            for each in self.every
            if len(self.every) > 1 and each.opens and each.day
        ]
        return {
            "n": self.number,
            "id": self.id,
            "instruction": self.row["instruction"],
            "code": self.duty.code,
            "actor": self.duty.actor,
            "area": self.duty.area,
            "kinds": [*self.duty.kinds],
            "listed": self.entry is not None,
            "school": self.entry.school if self.entry else None,
            "day": self.day.isoformat() if self.day else None,
            "windows": windows,
            "of": done.of,
            "done": [*done.done],
            "begun": [*done.begun, *done.done],
            "least": done.least,
            "each": done.each,
            "applies": done.applies,
            "lasting": done.lasting,
        }


def terms(db: Cursor, values: Mapping[str, Any], on: date) -> tuple[Term, ...]:
    """Return the terms of a school year that are asked for, by id."""
    found: list[Term] = []
    for row, duty, cited in duties_of_year(db, values):
        every = deadlines(duty, cited, values["year"])
        how = fulfilment(duty.fulfilled_by, duty.concerns)
        for those in _apart(every):
            now = next((each for each in those if each.day is None or each.day > on), those[-1])
            entry = None if now.line is None else duty.entries[now.line]
            found.append(Term(len(found), row, duty, how, now, those, entry))
    return tuple(found)


def _apart(every: Sequence[Deadline]) -> Iterator[tuple[Deadline, ...]]:
    """Yield each line of a list by itself, windows that come again together."""
    if any(each.line is not None for each in every):
        yield from ((each,) for each in every)
    else:
        yield tuple(every)


def day_of(year: int, on: date) -> date:
    """Return the day as of which it is asked who has the duties of a school year.

    At the latest that on which its teaching ends: offices and areas change in the summer after it.
    """
    known = frames().get(year)
    return min(on, last_good_day(known.ends) if known else date(year + 1, 5, 31))


def offices(db: Cursor, log: str, found: Sequence[Term], day: date) -> list[dict[str, Any]]:
    """Return each office that has a term of `found`, with the areas and kinds it answers for."""
    holding = rows(db, HOLDERS, {"log": log, "day": day})
    told: list[dict[str, Any]] = []
    for term in found:
        function = FUNCTION_OF.get(term.duty.actor)
        theirs: dict[str, tuple[set[str], set[str]]] = {}
        for row in holding:
            kinds = {*row["kinds"]} & {*term.duty.kinds}
            if row["function"] == function and kinds and _within(row["area"], term.duty.area):
                areas, all_kinds = theirs.setdefault(row["holder"], (set(), set()))
                areas.add(row["area"] if lies_in(row["area"], term.duty.area) else term.duty.area)
                all_kinds |= kinds
        told += [
            {"n": term.number, "subject": id, "areas": sorted(areas), "kinds": sorted(kinds)}
            for id, (areas, kinds) in sorted(theirs.items())
        ]
    return told


def _within(area: str, of: str) -> bool:
    """Return whether an office of `area` answers for schools of the letter's area."""
    return lies_in(area, of) or lies_in(of, area)
