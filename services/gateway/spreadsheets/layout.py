"""What a kind of file looks like: its columns, what may stand in them, and what a row then says."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from libs.kernel.problems import Wire
from libs.law.vietnamese import fold
from services.gateway.spreadsheets.archive import Unreadable
from services.gateway.spreadsheets.reading import Row
from services.gateway.spreadsheets.report import Finding

Kind = Literal[
    "text", "lines", "words", "whole", "money", "date", "month", "year", "choice", "choices", "code"
]
"""Text on one line, on several, words apart; a whole number, đồng, a day, a month, a school year,
one of `choices`, several, a number code."""
HEADING_ROWS = 5
"""The headings are looked for in this many rows from the top: a title may stand above them."""
LATEST = date(2199, 12, 31)
EARLIEST = date(1800, 1, 1)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` for programs, `heading` and `note` for people, Vietnamese.

    `field` is the pointer of the command's field that it fills, as refusals name it.
    """

    key: str
    heading: str
    note: str
    example: str
    kind: Kind = "text"
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    most: int = 300
    field: str = ""


SAMPLE = Column(
    "example_row",
    "Dòng ví dụ",
    "Ghi 'x' ở dòng chỉ để minh họa; dòng đó không được nhập.",
    "x",
)
"""The first column of every layout; a row with something in it is not imported."""


@dataclass(frozen=True, slots=True)
class RowCommand:
    """A command that a row stands for; `says` is what it changes, Vietnamese.

    `version` is that of the stream it was decided on; None: any version will do.
    """

    service: str
    stream: str
    command: str
    data: Wire
    version: int | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the register holds of the things that rows are compared with.

    `schools` maps (scheme, value, issuer) to the school's view, as the API answers with it. Of a
    file of people, `org` is their school or office, `sample` whether that is a sample, and `staff`
    maps names without accents to the views of who is there.
    """

    log: str
    schools: Mapping[tuple[str, str, str], Wire] = field(default_factory=dict)
    org: str = ""
    sample: bool = False
    staff: Mapping[str, Sequence[Wire]] = field(default_factory=dict)


Steps = Callable[[Mapping[str, Any], Known], "tuple[list[RowCommand], list[Finding]]"]
"""What a row's values stand for: its commands, and what is wrong or worth a warning."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of file: `key` gives what no two rows share, `steps` what a row stands for.

    `asks` is a command, by service and category, whose right its sender needs. `names_people`: its
    rows are of one school or office, and are kept under `bulk.sealed` alone.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: Callable[[Mapping[str, Any]], tuple[object, ...]]
    steps: Steps
    asks: tuple[str, str, str]
    names_people: bool = False

    @property
    def every(self) -> tuple[Column, ...]:
        """The columns of a file, `SAMPLE` first."""
        return (SAMPLE, *self.columns)

    def column(self, key: str) -> Column:
        """Return the column of `key`."""
        return next(column for column in self.every if column.key == key)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as its layout reads it: values by column key, those left empty absent."""

    number: int
    values: Mapping[str, Any]
    errors: tuple[Finding, ...]


def lines(layout: Layout, rows: Sequence[Row]) -> tuple[list[ReadRow], list[Finding]]:
    """Return the rows below the headings, and what is to be said of the headings.

    Raises `Unreadable`: headings-missing, heading-twice.
    """
    at, places, warnings = _headings(layout, rows)
    found = []
    for row in rows[at + 1 :]:
        if SAMPLE.key in places and places[SAMPLE.key] < len(row.cells):
            marked = row.cells[places[SAMPLE.key]]
            if marked and fold(marked) not in ("khong", "0"):
                continue
        found.append(_line(layout, row, places))
    return found, warnings


def _headings(layout: Layout, rows: Sequence[Row]) -> tuple[int, dict[str, int], list[Finding]]:
    """Return which row holds the headings, the place of each column, and warnings."""
    named = {fold(name): c.key for c in layout.every for name in (c.key, c.heading)}
    matches = [
        sum(fold(cell.rstrip("*")) in named for cell in row.cells) for row in rows[:HEADING_ROWS]
    ]
    at = matches.index(max(matches))
    places: dict[str, int] = {}
    warnings = []
    for place, cell in enumerate(rows[at].cells):
        key = named.get(fold(cell.rstrip("*")))
        if key is None:
            if cell:
                detail = "Cột này không có trong tệp mẫu, không được đọc."
                warnings.append(Finding(cell, "column-unknown", detail, warning=True))
        elif key in places:
            detail = f"Cột '{cell}' có hai lần."
            raise Unreadable("heading-twice", detail)
        else:
            places[key] = place
    missing = [c.heading for c in layout.columns if c.required and c.key not in places]
    if missing:
        detail = (
            f"Không thấy cột: {', '.join(missing)}. Dòng đầu của tệp phải là tên các cột như trong "
            "tệp mẫu."
        )
        raise Unreadable("headings-missing", detail)
    return at, places, warnings


def _line(layout: Layout, row: Row, places: Mapping[str, int]) -> ReadRow:
    values: dict[str, Any] = {}
    errors = []
    for column in layout.columns:
        place = places.get(column.key, MISSING)
        if place in row.faults:
            errors.append(Finding(column.heading, "cell-unreadable", row.faults[place]))
            continue
        text = row.cells[place] if place < len(row.cells) else ""
        if not text:
            if column.required:
                errors.append(Finding(column.heading, "cell-empty", "Ô bắt buộc đang để trống."))
            continue
        try:
            values[column.key] = _value(column, text)
        except ValueError as error:
            errors.append(Finding(column.heading, "cell-malformed", str(error)))
    return ReadRow(row.number, values, tuple(errors))


MISSING = 10**6
"""The place of a column that a file does not have."""


def _value(column: Column, text: str) -> Any:
    """Return what a cell says; raises ValueError with a Vietnamese sentence."""
    match column.kind:
        case "whole":
            if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
                raise ValueError(f"'{_short(text)}' không phải số nguyên.")
            return int(text)
        case "money":
            if not re.fullmatch(r"[0-9]{1,14}|[0-9]{1,3}(\.[0-9]{3}){1,4}", text, re.ASCII):
                raise ValueError(f"'{_short(text)}' không phải số tiền, ví dụ đúng: 15000000.")
            return int(text.replace(".", ""))
        case "date":
            return _day(text)
        case "choice":
            wanted = fold(text)
            for value, label in column.choices.items():
                if wanted in (fold(value), fold(label)):
                    return value
            raise ValueError(
                f"'{_short(text)}' phải là một trong: {', '.join(column.choices.values())}."
            )
        case "choices":
            one = Column(column.key, column.heading, "", "", "choice", choices=column.choices)
            return [_value(one, part.strip()) for part in re.split(r"[,;\n]", text) if part.strip()]
        case "code":
            if not re.fullmatch(r"[0-9]{1,20}", text, re.ASCII):
                raise ValueError(f"'{_short(text)}' không phải mã số.")
            return text
        case "year":
            found = re.fullmatch(r"(20[0-9]{2})(?: ?[-–] ?(20[0-9]{2}))?", text, re.ASCII)
            if not found or int(found[2] or int(found[1]) + 1) != int(found[1]) + 1:
                raise ValueError(f"'{_short(text)}' không phải năm học, ví dụ đúng: 2024-2025.")
            return int(found[1])
        case "month":
            found = re.fullmatch(r"(0?[1-9]|1[0-2])[/.-](20[0-9]{2})", text, re.ASCII)
            if not found:
                raise ValueError(f"'{_short(text)}' không phải tháng dạng mm/yyyy.")
            return f"{found[2]}-{int(found[1]):02}"
        case "lines":
            if len(text) > column.most:
                raise ValueError(f"Dài {len(text)} ký tự, nhiều nhất là {column.most}.")
            return text
        case "words":
            return [word for word in re.split(r"[,;\s]+", text) if word]
        case "text":
            plain = " ".join(text.split())
            if len(plain) > column.most:
                raise ValueError(f"Dài {len(plain)} ký tự, nhiều nhất là {column.most}.")
            return plain


def _day(text: str) -> str:
    """Return a day, written dd/mm/yyyy or as ISO 8601 has it, as the wire has it."""
    found = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text, re.ASCII)
    try:
        if found:
            day, month, year = map(int, found.groups())
            value = date(year, month, day)
        else:
            value = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{_short(text)}' không phải ngày dạng dd/mm/yyyy.") from None
    if not EARLIEST <= value <= LATEST:
        raise ValueError(f"Năm {value.year} không thể đúng.")
    return value.isoformat()


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
