"""What is told about the rows of a file before anything is written, and after."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from libs.kernel.problems import Wire

Outcome = Literal["new", "changed", "unchanged", "wrong"]
OUTCOMES: dict[Outcome, str] = {
    "new": "Mới",
    "changed": "Thay đổi",
    "unchanged": "Không đổi",
    "wrong": "Sai",
}
HEADINGS = ("Dòng", "Kết quả", "Đối tượng", "Cột", "Nội dung", "Mã", "Căn cứ", "Loại")
"""The headings of a report as a table."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, or a mere `warning`: a column's heading, a code, a sentence, the rule."""

    column: str
    code: str
    detail: str
    rule: str | None = None
    warning: bool = False

    def to_wire(self) -> Wire:
        """Return the finding as JSON; `Finding(**wire)` is its inverse."""
        return {
            "column": self.column,
            "code": self.code,
            "detail": self.detail,
            "rule": self.rule,
            "warning": self.warning,
        }


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a row: what it is called, what becomes of it, what changes, what is wrong."""

    row: int
    subject: str
    outcome: Outcome
    changes: tuple[str, ...] = ()
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def to_wire(self) -> Wire:
        """Return it as JSON."""
        return {
            "row": self.row,
            "subject": self.subject,
            "outcome": self.outcome,
            "changes": list(self.changes),
            "errors": [one.to_wire() for one in self.errors],
            "warnings": [one.to_wire() for one in self.warnings],
        }


def told(wire: Wire) -> Told:
    """Return what `Told.to_wire` wrote."""
    return Told(
        wire["row"],
        wire["subject"],
        wire["outcome"],
        tuple(wire["changes"]),
        tuple(Finding(**one) for one in wire["errors"]),
        tuple(Finding(**one) for one in wire["warnings"]),
    )


def counts(rows: Sequence[Told]) -> dict[str, int]:
    """Return how many rows have each outcome, and how many warnings there are."""
    outcomes = Counter(row.outcome for row in rows)
    warnings = sum(len(row.warnings) for row in rows)
    return {**{name: outcomes[name] for name in OUTCOMES}, "warnings": warnings}


def table(rows: Sequence[Told]) -> list[tuple[str, ...]]:
    """Return the report as lines of text under `HEADINGS`, ready for a page or a sheet.

    A row has a line for each thing that is wrong with it or warned of, at least one.
    """
    found: list[tuple[str, ...]] = []
    for row in rows:
        begins = (str(row.row), OUTCOMES[row.outcome], row.subject)
        for kind, findings in (("Lỗi", row.errors), ("Cảnh báo", row.warnings)):
            found += [(*begins, f.column, f.detail, f.code, f.rule or "", kind) for f in findings]
        if row.changes or not (row.errors or row.warnings):
            found.append((*begins, "", "; ".join(row.changes), "", "", ""))
    return found
