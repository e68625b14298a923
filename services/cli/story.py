"""A school's story in Vietnamese, told from events alone."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from string import Formatter
from typing import Any

from libs.law.calendar import show, year_name
from libs.law.labels import capital, said
from libs.law.vietnamese import fold
from libs.log.entry import Recorded
from libs.rights import offices, school_of, schools
from libs.rights.offices import OfficeOverTime
from libs.rights.schools import School

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One act: when (Vietnamese calendar), what it brought, who as what, and its last position."""

    on: date
    told: str
    who: str
    position: int


@dataclass
class Names:
    """Names of schools and offices, as far as the events read so far give them."""

    schools: dict[str, School] = field(default_factory=dict)
    offices: dict[str, OfficeOverTime] = field(default_factory=dict)

    def hear(self, event: Recorded) -> None:
        """Learn the name that a registration or a renaming gives."""
        id = school_of(event.stream)
        of_school = schools.SCHOOLS.event(event.envelope)
        if of_school is not None:
            self.schools[id] = schools.evolve(self.schools.get(id, School()), of_school)
        of_office = offices.OFFICES.event(event.envelope)
        if of_office is not None:
            known = self.offices.get(id, OfficeOverTime())
            self.offices[id] = offices.evolve(known, of_office)

    def last(self, id: str) -> str:
        """Return the name told last of an office or a school, empty where it has none."""
        known = self.offices.get(id) or self.schools.get(id)
        return known.names[-1].value if known else ""

    def find(self, asked: str) -> list[str]:
        """Return the ids of schools with the id `asked`, or with a name, also a former one, that
        holds it, accents aside."""
        if asked in self.schools:
            return [asked]
        return [
            id
            for id, school in self.schools.items()
            if any(fold(asked) in fold(each.value) for each in school.names)
        ]


def story(
    events: Iterable[Recorded], school: str, stories: Mapping[str, str], names: Names
) -> list[StoryLine]:
    """Return what happened to `school`, one line for each command, in the order of the log.

    `stories` gives each event type's sentence, with the event's own fields in braces.
    """
    own = [e for e in events if school_of(e.stream) == school]
    lines = []
    for _, group in groupby(own, key=lambda e: (e.envelope["caus"], e.stream)):
        acts = list(group)
        lines.append(
            StoryLine(
                acts[-1].on, _told(acts, stories, names), _who(acts[-1], names), acts[-1].position
            )
        )
    return lines


def _told(acts: list[Recorded], stories: Mapping[str, str], names: Names) -> str:
    told = []
    for kind, same in groupby(acts, key=lambda e: e.type):
        events = list(same)
        sentence = _Sentence(names).format(stories.get(kind, kind), **events[-1].data)
        told.append(sentence if len(events) == 1 else f"{sentence} (và {len(events) - 1} mục khác)")
    return "; ".join(told)


def _who(event: Recorded, names: Names) -> str:
    role, org = str(event.envelope["role"]), str(event.envelope["org"])
    where = names.last(org)
    title = capital(said(role))
    return f"{title}, {where}" if where else title


class _Sentence(Formatter):
    """Fills a sentence: dates as dd/mm/yyyy, school years as 2024-2025, ids of offices as names."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        value = kwargs.get(key)
        if key in ("year", "cycle_year", "school_year") and isinstance(value, int):
            return year_name(value)
        return self._plain(value)

    def _plain(self, value: Any) -> str:
        if value is None:
            return "không ghi"
        if isinstance(value, bool):
            return "có" if value else "không"
        if isinstance(value, list):
            return ", ".join(map(self._plain, value)) if value else "không có"
        if isinstance(value, dict):
            return ": ".join(map(self._plain, value.values()))
        text = str(value)
        if _DAY.fullmatch(text):
            return show(date.fromisoformat(text))
        return self.names.last(text) or said(text)
