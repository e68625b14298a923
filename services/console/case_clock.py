"""How long a dossier has lain where: an office's time stops while the school completes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from libs.kernel.problems import Wire
from libs.law.calendar import is_working_day

OFFICE, SCHOOL, NOBODY = "office", "school", ""
TURNS = {
    "filed": OFFICE,
    "returned": SCHOOL,
    "accepted": NOBODY,
    "withdrawn": NOBODY,
    "ended": NOBODY,
}
"""With whom the dossier lies after an act; after any other it stays where it is."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Working days with offices and with the school; with whom it lies now ("": no time runs)."""

    office: int
    school: int
    lies_with: str


def clock(acts: Iterable[Wire], today: date) -> Clock | None:
    """Return the clock of a case's last registration, None where there is none.

    The day of a paper that brings the dossier is not counted, that of one that takes it on is.
    """
    days: dict[str, int] | None = None
    lies_with, since = NOBODY, today
    for one in acts:
        turn = TURNS.get(one["act_kind"])
        if turn is None:
            continue
        day = date.fromisoformat(one["dated"] or one["recorded_on"])
        if days is None or (lies_with == NOBODY and turn == OFFICE):
            days = {OFFICE: 0, SCHOOL: 0, NOBODY: 0}
        days[lies_with] += _working_days(since, day)
        lies_with, since = turn, day
    if days is None:
        return None
    days[lies_with] += _working_days(since, today)
    return Clock(days[OFFICE], days[SCHOOL], lies_with)


def _working_days(since: date, until: date) -> int:
    after = (since + timedelta(days=n) for n in range(1, (until - since).days + 1))
    return sum(map(is_working_day, after))
