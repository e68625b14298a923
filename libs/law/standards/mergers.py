"""What a change of schools does to a running case and to a valid recognition: a table with dates.

The rows are data (data/mergers.yaml), each with its basis and whether that is sure. Events name the
row they rest on, so a row once used is never edited: it is ended, and another follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from libs.law.standards import read_data

Party = Literal["predecessor", "successor"]
"""A school that ended or was divided; one that took others up and was there before."""
RecognitionOutcome = Literal["carried_over", "lapses", "stays"]
CaseOutcome = Literal["continues", "ends", "stays"]


class BadTable(ValueError):
    """The table contradicts itself; nothing may be decided by it."""


@dataclass(frozen=True, slots=True)
class MergerRule:
    """One row: for a form of change and a party to it, both dates included, None an open end.

    `otherwise` is the form whose row counts instead for a kind of recognition that not every part
    of the merger holds. `why` is a Vietnamese sentence, `basis` the documents as they are cited.
    """

    id: str
    form: str
    party: Party
    effective_from: date | None
    effective_to: date | None
    recognition: RecognitionOutcome
    case: CaseOutcome
    sure: bool
    why: str
    basis: tuple[str, ...]
    otherwise: str | None = None

    def in_force(self, on: date) -> bool:
        """Return whether `on` is within the row's dates."""
        after_start = self.effective_from is None or self.effective_from <= on
        return after_start and (self.effective_to is None or on <= self.effective_to)


def load(text: str) -> tuple[Mapping[str, str], tuple[MergerRule, ...]]:
    """Return the forms, each with its Vietnamese name, and the rows of the table `text`.

    Raises `BadTable`: an id twice, an unknown form or outcome, two rows for one day.
    """
    file = read_data(text)
    forms: dict[str, str] = file["forms"]
    rows = tuple(_row(row, forms) for row in file["rules"])
    if len({row.id for row in rows}) < len(rows):
        raise BadTable("an id stands twice")
    for n, row in enumerate(rows):
        for other in rows[n + 1 :]:
            if (row.form, row.party) == (other.form, other.party) and _meet(row, other):
                raise BadTable(f"{row.id} and {other.id} hold on one day")
    return forms, rows


def _row(row: Mapping[str, Any], forms: Mapping[str, str]) -> MergerRule:
    known = {"recognition": RecognitionOutcome, "case": CaseOutcome, "party": Party}
    for name, values in known.items():
        if row[name] not in get_args(values):
            raise BadTable(f"{row['id']}: {name} {row[name]}")
    if row["form"] not in forms or row.get("otherwise") not in (None, *forms):
        raise BadTable(f"{row['id']}: an unknown form")
    cells = {key: value for key, value in row.items() if key not in ("why_vi", "basis")}
    return MergerRule(**cells, why=row["why_vi"], basis=tuple(row["basis"]))


def _meet(one: MergerRule, other: MergerRule) -> bool:
    starts = max(one.effective_from or date.min, other.effective_from or date.min)
    return one.in_force(starts) and other.in_force(starts)


@cache
def _table() -> tuple[Mapping[str, str], tuple[MergerRule, ...]]:
    return load((files(__package__) / "data" / "mergers.yaml").read_text("utf-8"))


def forms() -> Mapping[str, str]:
    """Return every form of change by its id, with its Vietnamese name."""
    return _table()[0]


def rule(form: str, party: Party, on: date) -> MergerRule:
    """Return the row for this form and party that is in force on `on`; raises KeyError: none."""
    for row in _table()[1]:
        if (row.form, row.party) == (form, party) and row.in_force(on):
            return row
    raise KeyError(f"{form} {party} {on}")


def by_id(rule_id: str) -> MergerRule:
    """Return the row of this id, as events name it; raises KeyError if there is none."""
    return {row.id: row for row in _table()[1]}[rule_id]


def rule_for_recognition(form: str, party: Party, on: date, every_part_holds: bool) -> MergerRule:
    """Return the row that decides on a recognition; raises KeyError where there is none.

    `every_part_holds`: on `on` each part of the merger holds a recognition of that kind in force.
    """
    row = rule(form, party, on)
    if row.otherwise is not None and not every_part_holds:
        return rule(row.otherwise, party, on)
    return row
