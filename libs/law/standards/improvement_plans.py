"""What an improvement plan must say: a table with dates; what in a text promises nothing. Pure.

The rows are data (data/improvement_plans.yaml), each with its basis and whether that is sure. A
plan names the row by which it was drafted, so a row once used is never edited: it is ended, and
another follows.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from libs.kernel.problems import Rejected
from libs.law.standards import read_data

Coverage = Literal["each_criterion", "priority_issues"]
"""Theo từng tiêu chí, chỉ các vấn đề ưu tiên."""
_FIGURE = re.compile(r"\d")


class BadTable(ValueError):
    """The table contradicts itself; no plan may be drafted by it."""


@dataclass(frozen=True, slots=True)
class PlanForm:
    """One row: both dates included, None an open end; no province: all without a row of their own.

    `required` are the fields that each thing to be done must have, `reviews` the moments that must
    have been reviewed before the year is reported.
    """

    id: str
    title_vi: str
    effective_from: date | None
    effective_to: date | None
    provinces: tuple[str, ...]
    coverage: Coverage
    required: tuple[str, ...]
    reviews: tuple[str, ...]
    basis: tuple[str, ...]
    sure: bool

    @property
    def rule(self) -> str:
        """How a refusal cites it."""
        return "; ".join(self.basis)

    def in_force(self, on: date) -> bool:
        """Return whether `on` is within the row's dates."""
        after_start = self.effective_from is None or self.effective_from <= on
        return after_start and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, and the words that promise without saying what."""

    forms: tuple[PlanForm, ...]
    vague_words: tuple[str, ...]

    def choose(self, province: str, on: date) -> PlanForm:
        """Return the row for a plan drafted in a province on a day, its own before that of all.

        Raises `Rejected` ("plan-form-missing").
        """
        found = [row for row in self.forms if row.in_force(on)]
        for row in found:
            if province in row.provinces:
                return row
        for row in found:
            if not row.provinces:
                return row
        detail = f"Không có quy định về kế hoạch cải tiến chất lượng cho ngày {on:%d/%m/%Y}."
        raise Rejected("plan-form-missing", detail)


def load(text: str) -> Table:
    """Return the table `text`; raises `BadTable`: an id twice, two rows for one day and province,
    an unknown coverage."""
    file = read_data(text)
    rows = tuple(
        PlanForm(**{**row, **{name: tuple(row[name]) for name in _LISTS}}) for row in file["forms"]
    )
    if len({row.id for row in rows}) < len(rows):
        raise BadTable("an id stands twice")
    for n, row in enumerate(rows):
        if row.coverage not in get_args(Coverage):
            raise BadTable(f"{row.id}: coverage {row.coverage}")
        for other in rows[n + 1 :]:
            apart = row.provinces != other.provinces and not {*row.provinces} & {*other.provinces}
            if not apart and _meet(row, other):
                raise BadTable(f"{row.id} and {other.id} hold on one day")
    return Table(rows, tuple(file["vague_words"]))


_LISTS = ("provinces", "required", "reviews", "basis")


def _meet(one: PlanForm, other: PlanForm) -> bool:
    starts = max(one.effective_from or date.min, other.effective_from or date.min)
    return one.in_force(starts) and other.in_force(starts)


@cache
def table() -> Table:
    """Return the rows of our own file."""
    return load((files(__package__) / "data" / "improvement_plans.yaml").read_text("utf-8"))


def choose(province: str, on: date) -> PlanForm:
    """Return the row for a plan drafted in a province on a day; raises as `Table.choose`."""
    return table().choose(province, on)


def by_id(form: str) -> PlanForm:
    """Return the row of this id, as plans name it; raises KeyError if there is none."""
    return {row.id: row for row in table().forms}[form]


def is_vague(text: str) -> bool:
    """Return whether a text has a word that promises without saying what, and no figure."""
    said = text.casefold()
    return not _FIGURE.search(said) and any(word in said for word in table().vague_words)
