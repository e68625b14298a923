"""The monthly windows and last days that letters set for filing, across all streams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.engine.procedure import Act
from libs.kernel.messages import Contract
from libs.law.calendar import last_good_day, school_year
from services.review.evaluation.filing import Window


@dataclass(frozen=True, slots=True)
class InstructionRegistered:
    """Registry: a letter, as it was written."""

    issuer_name: str
    number: str | None = None
    symbol: str | None = None
    date_as_written: str = ""
    school_year: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a duty's list: a school with its own day."""

    school: str | None = None
    before: date | None = None


@dataclass(frozen=True, slots=True)
class ObligationCreated:
    """Registry: what a letter asks; review reads the monthly windows and last days for filing."""

    code: str
    actor: str
    kind: str
    effect: str
    area: str
    kinds: tuple[str, ...]
    first_day: int | None = None
    last_day: int | None = None
    function: str | None = None
    before: date | None = None
    entries: tuple[Entry, ...] = ()
    fulfilled_by: str | None = None
    reading: str = ""

    @property
    def is_day(self) -> bool:
        """Whether it tells schools until which day to file a registration, which fulfils it."""
        return (
            self.actor == "school"
            and self.kind in ("before_date", "per_school")
            and self.effect != "none"
            and (self.fulfilled_by or "").startswith("registered")
        )

    def before_for(self, school: str) -> date | None:
        """Return the first day too late for a school, None: it has none."""
        if self.kind == "before_date":
            return self.before
        return next((each.before for each in self.entries if each.school == school), None)

    @property
    def is_window(self) -> bool:
        """Whether it tells schools on which days of a month to file a registration."""
        return (
            (self.actor, self.kind) == ("school", "monthly_window")
            and self.effect != "none"
            and self.function in (None, "check_dossier", "appraise")
            and self.first_day is not None
            and self.last_day is not None
        )


@dataclass(frozen=True, slots=True)
class ObligationCorrected(ObligationCreated):
    """Registry: a mistake of the letter was corrected; so the duty counts from now on."""


class Windows:
    """The windows and last days of each area, as corrected."""

    heard: Contract[Any] = Contract(InstructionRegistered | ObligationCreated | ObligationCorrected)

    def __init__(self) -> None:
        self._letters: dict[str, InstructionRegistered] = {}
        self._by_area: dict[str, dict[tuple[str, str], ObligationCreated]] = {}
        self._area: dict[tuple[str, str], str] = {}

    def learn(self, stream: str, event: Any, act: Act) -> None:
        """Take in a letter, or what one asks for, also as corrected."""
        if isinstance(event, InstructionRegistered):
            self._letters[act.id] = event
            return
        key = (act.id, event.code)
        before = self._area.pop(key, None)
        if before is not None:
            del self._by_area[before][key]
        if event.is_window or event.is_day:
            self._area[key] = event.area
            self._by_area.setdefault(event.area, {})[key] = event

    def of(self, kind: str, areas: Sequence[str], school: str, on: date) -> tuple[Window, ...]:
        """Return the windows for such schools there, for this school year or any, and the last days
        of the school in this school year."""
        found = [
            (key, duty, self._letters[key[0]])
            for area in areas
            for key, duty in self._by_area.get(area, {}).items()
            if kind in duty.kinds
        ]
        year = school_year(on)
        told = []
        for _, duty, letter in sorted(found, key=lambda each: each[0]):
            if duty.is_window and letter.school_year in (None, year):
                told.append(_window(letter, duty))
            before = duty.before_for(school) if duty.is_day else None
            # A letter's day may lie beyond its school year: it binds in both.
            if before is not None and year in (
                letter.school_year,
                school_year(last_good_day(before)),
            ):
                told.append(_window(letter, duty, before))
        return tuple(told)


def _window(
    letter: InstructionRegistered, duty: ObligationCreated, before: date | None = None
) -> Window:
    return Window(
        *(letter.number, letter.symbol, letter.issuer_name, letter.date_as_written),
        *(duty.first_day or 1, duty.last_day or MOST_DAYS, duty.effect),
        before=before,
        listed_only=duty.fulfilled_by == "registered_if_listed",
        reading=duty.reading,
    )


MOST_DAYS = 31
