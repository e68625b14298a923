"""The schools of the demo's letters, and the year, people and days that they share."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from libs.kernel.problems import Wire

_IDS = uuid.UUID("3c1f7d38-52a7-5f5e-9b0e-8a6c2d4e9f10")

Entry = Mapping[str, Any]

INCIDENTS = ("returned", "tried", "without_grant", "with_points")
"""What goes wrong on the way of one school of a year, which it names."""


def identity(*natural: str) -> str:
    """Return the opaque id that stands for a natural key: 32 hexadecimal digits."""
    return uuid.uuid5(_IDS, "/".join(natural)).hex


def person(*natural: str) -> str:
    """Return the actor id of a sample person."""
    return f"u:{identity('person', *natural)}"


def read(path: Path) -> Entry:
    """Return a file of the demo's data."""
    found: Entry = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def iso(day: date | None) -> str | None:
    """Return a day as a command has it."""
    return day.isoformat() if day else None


@dataclass(frozen=True)
class Year:
    """One letter's school year as its schedule tells it: schools, days, who acts at the offices."""

    said: Entry

    @property
    def log(self) -> str:
        """The log that its schools are in."""
        return str(self.said["schools_log"])

    @property
    def title(self) -> str:
        """What is told of it, in Vietnamese."""
        return str(self.said["title"])

    @property
    def starts(self) -> int:
        """The year in which it starts: 2024 stands for 2024-2025."""
        return int(self.said["school_year"])

    @property
    def samples(self) -> Entry:
        """Its sample values."""
        found: Entry = self.said["sample_values"]
        return found

    @cached_property
    def schools(self) -> "tuple[School, ...]":
        """Its schools that go the whole way, in its order."""
        return tuple(self.school(entry) for entry in self.said["schools"])

    def school(self, entry: Entry, incident: Entry | None = None) -> "School":
        """Return a school, with what goes wrong on its way; one of an `incident` where it is."""
        wrong = {
            name: self.said[name]
            for name in INCIDENTS
            if self.said.get(name, {}).get("school") == entry["key"]
        }
        where = "address" if incident is None else "address_outside"
        areas = (incident or {}).get("areas", self.said["schools_areas"])
        address = str(self.samples[where]).format(n=entry["n"])
        return School(self, {**entry, **wrong}, tuple(areas), address)

    def days(self, school: "School") -> Entry:
        """Return the days of a school's round."""
        rounds = {each["round"]: each for each in self.said["rounds"]}
        found: Entry = rounds[school.entry["round"]]
        return found

    def office(self, key: str) -> str:
        """Return the id of an office of its log."""
        return identity("office", self.log, key)

    def acting(self, step: str) -> str | None:
        """Return who does an office's step of a case: checks, accepts, decides, recognises."""
        key = self.said["acting"][step]
        return person(key) if key else None


@dataclass(frozen=True)
class School:
    """A school of the demo: its entry in the schedule, its areas, its office's data."""

    year: Year = field(repr=False)
    entry: Entry
    areas: tuple[str, ...]
    address: str

    @property
    def log(self) -> str:
        """The log it is in."""
        return self.year.log

    @property
    def id(self) -> str:
        """The school's id."""
        return identity("school", self.log, str(self.entry["key"]))

    @property
    def in_year(self) -> str:
        """The id of what the school has once a year, such as its self-assessment."""
        return f"{self.id}_{self.year.starts}"

    @property
    def name(self) -> str:
        """The school's name as the letter has it."""
        return str(self.entry["name"])

    @property
    def principal(self) -> str:
        """The sample person who heads the school."""
        return person(self.entry["key"], "chair")

    @property
    def earned(self) -> tuple[int, int | None]:
        """The grades that it is granted: those aimed at, unless the team finds otherwise."""
        found = self.entry.get("earned", self.entry)
        return found["accreditation_grade"], found["national_grade"]

    def council(self, posts: list[str]) -> list[Wire]:
        """Return the self-assessment council, its chair the principal."""
        return [
            {"person": self.principal if post == "chair" else self.person(n), "post": post}
            for n, post in enumerate(posts)
        ]

    def team(self, posts: list[str]) -> list[Wire]:
        """Return the evaluation team."""
        key = str(self.entry["key"])
        return [{"person": person(key, "team", str(n)), "post": p} for n, p in enumerate(posts)]

    def person(self, n: int) -> str:
        """Return the sample person that is the nth of the school, its principal the first."""
        return person(self.entry["key"], "council", str(n)) if n else self.principal
