"""Lists: filtered by their address, sorted as Vietnamese lists are, paged by cursor, as files.

A page declares a `Listing` once: what its columns say, what filters it, how it begins. It gives the
rows that the API answered; which of them are shown, in which order, and what a file of them holds
follow from the address alone. A file has every row of the list and not one page of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

from markupsafe import Markup

from libs.files.tables import CSV, XLSX, Value, csv_file, xlsx_file
from libs.kernel.problems import Wire
from libs.law import vietnamese
from libs.web import formats
from libs.web.client import MOST_PARTS, PAGE, Part
from libs.web.list_order import NOTHING, Entry, Key, mark, ordered, span
from libs.web.page import File, Visit

MOST = MOST_PARTS * PAGE
"""From how many rows on the API may have more than were read; the list says so."""
ENDINGS = {"xlsx": XLSX, "csv": f"{CSV}; charset=utf-8"}
SORT, AFTER, BEFORE, AS, FROM = "sort", "after", "before", "as", "from"
"""What an address says of a list besides its filters."""
_LONGEST = 300
_LONGEST_KEY = 80

Kind = Literal["text", "label", "day", "year", "number", "money"]
Options = Sequence[tuple[str, str]]
Chips = Sequence[tuple[str, Mapping[str, str]]]
"""Filters ready made: what they say, the values of the filters."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column says of a row: `value` as it is on the wire, `kind` how it is shown.

    `heading` is a text of ours, marked with `text`. `href` leads from the cell to more (empty:
    nowhere), `shape` makes a tag of it (empty: none). `in_files`: it stands in the files alone.
    `order` is the name that the question of a list asked for in order has for it.
    """

    name: str
    heading: str
    value: Callable[[Wire], Any]
    kind: Kind = "text"
    href: Callable[[Wire], str] | None = None
    shape: Callable[[Wire], str] | None = None
    in_files: bool = False
    order: str = ""

    @property
    def numeric(self) -> bool:
        """Whether it is a number, which stands at the right."""
        return self.kind in ("number", "money")

    def said(self, visit: Visit, row: Wire) -> str:
        """Return what stands in the cell on the screen."""
        value = self.value(row)
        if value is None:
            return ""
        match self.kind:
            case "label":
                return visit.label(value) if value else ""
            case "day":
                return formats.day(value)
            case "year":
                return formats.year(value)
            case "number":
                return formats.number(value)
            case "money":
                return formats.money(value)
        return value if isinstance(value, str) else str(value)

    def written(self, visit: Visit, row: Wire) -> str:
        """Return what stands in the cell of a text file: the same."""
        said = self.said(visit, row)
        return said.unescape() if isinstance(said, Markup) else said

    def stored(self, visit: Visit, row: Wire) -> Value:
        """Return what stands in the cell of a spreadsheet: the same, numbers and days as such."""
        value = self.value(row)
        if self.numeric and isinstance(value, int | float):
            return value
        if self.kind == "day" and isinstance(value, str) and value:
            return date.fromisoformat(value)
        return self.written(visit, row)

    def key(self, visit: Visit, row: Wire) -> Key:
        """Return what sorts the row in this column."""
        value = self.value(row)
        if value is None or value == "":
            return NOTHING
        if self.numeric or self.kind == "year":
            return 0, value
        if self.kind == "day":
            return 0, str(value)
        return 0, vietnamese.sort_key(self.written(visit, row))[:_LONGEST_KEY]


@dataclass(frozen=True, slots=True)
class Filter:
    """A field above a list: words, or one of `options` (value, text).

    `keeps` says whether a row stays for a value; None: the page asks the API for what is wanted.
    `suggests`: what is typed is looked up at once, and the first cells that match are offered.
    """

    name: str
    label: str
    options: Callable[[Visit], Options] | None = None
    keeps: Callable[[Wire, str], bool] | None = None
    suggests: bool = False


def words(name: str, label: str, *of: Callable[[Wire], Any]) -> Filter:
    """Return the filter that keeps rows in which `of` say all that was typed, accents or not."""

    def keeps(row: Wire, typed: str) -> bool:
        there = " ".join(vietnamese.fold(str(each(row) or "")) for each in of)
        return all(word in there for word in vietnamese.fold(typed).split())

    return Filter(name, label, keeps=keeps)


def codes(*names: str) -> Callable[[Visit], Options]:
    """Return the options that are codes, called as everywhere."""
    return lambda visit: [(name, visit.label(name)) for name in names]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a list: values of its filters, the order, from where on."""

    values: Mapping[str, str]
    sort: str
    after: str
    before: str
    ending: str

    def __getitem__(self, name: str) -> str | None:
        """Return the value of a filter, None where it asks for nothing."""
        return self.values.get(name)

    @property
    def column(self) -> str:
        """The column that sorts."""
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether it sorts from the last to the first."""
        return self.sort.startswith("-")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell on the screen."""

    said: str
    href: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading: what a press on it sorts by (empty: nothing), how it sorts now as ARIA
    says it."""

    said: str
    numeric: bool
    turns_to: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a list, as the kit's `listing` shows it; `file` is the list as one, if asked for.

    Of `count` rows those from `first` to `last` are here. `chips` are filters ready made: text,
    address, whether it is that one. `cut`: the API may have more than these.
    """

    at: str
    caption: str
    fields: Sequence[tuple[Filter, str, Options | None]]
    kept: Sequence[tuple[str, str]]
    chips: Sequence[tuple[str, str, bool]]
    heads: Sequence[Head]
    sorts: Options
    sort: str
    rows: Sequence[Sequence[Cell]]
    count: int
    first: int
    last: int
    newer: str
    older: str
    files: Sequence[tuple[str, str]]
    filtered: bool
    cut: bool
    file: File | None

    def read_as(self, name: str, value: str) -> "Shown":
        """Return it with a filter showing this value, which the page took as no other was asked."""
        fields = [
            (one, value if one.name == name else asked, options)
            for one, asked, options in self.fields
        ]
        return replace(self, fields=fields)


@dataclass(frozen=True, slots=True)
class Listing:
    """A kind of list: its name (that of its files), its columns, its filters.

    `order` is the name of the column that it begins sorted by, after a hyphen from the last to the
    first; without one it begins in the order in which its rows are given.
    """

    name: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    order: str = ""
    id: Callable[[Wire], str] = field(default=lambda row: str(row["id"]))

    def asked(self, visit: Visit) -> Asked:
        """Return what the address asks; what is no option and no column counts as not asked."""
        values = {}
        for one in self.filters:
            value = visit.asked(one.name)[:_LONGEST]
            if value and (one.options is None or value in {v for v, _ in one.options(visit)}):
                values[one.name] = value
        sort, ending = visit.asked(SORT), visit.asked(AS)
        return Asked(
            values,
            sort if sort.removeprefix("-") in {one.name for one in self._sorting} else self.order,
            visit.asked(AFTER),
            visit.asked(BEFORE),
            ending if ending in ENDINGS else "",
        )

    def of(
        self,
        visit: Visit,
        rows: Sequence[Wire],
        at: str,
        caption: str,
        chips: Chips = (),
        kept: Mapping[str, str] | None = None,
    ) -> Shown:
        """Return of `rows` what the address asks for.

        `at` is the list's address without a query, `kept` what of the query is not the list's own.
        """
        asked = self.asked(visit)
        entries = self._entries(visit, asked, rows)
        start, end = span(entries, asked.descending, asked.after, asked.before)
        whole = [one.row for one in entries]
        turns = (
            {BEFORE: mark(entries[start])} if start else {},
            {AFTER: mark(entries[end - 1])} if end < len(entries) else {},
        )
        place = (len(entries), start, len(rows) >= MOST)
        frame = _Frame(asked, at, caption, chips, dict(kept or {}))
        return self._shown(visit, frame, whole[start:end], place, turns, whole)

    def of_part(
        self,
        visit: Visit,
        part: Part,
        count: int,
        start: int,
        at: str,
        caption: str,
        chips: Chips,
    ) -> Shown:
        """Return a part of a list that was asked for in order, and not as a whole.

        The list has `count` rows, `start` of them before these: `libs.web.list_parts`.
        """
        asked, rows = self.asked(visit), part.rows
        end = start + len(rows)
        turns = (
            {BEFORE: part.back_from, FROM: str(start + 1)} if start else {},
            {AFTER: part.after, FROM: str(end + 1)} if end < count else {},
        )
        place = (count, start, bool(asked.ending) and count > len(rows))
        frame = _Frame(asked, at, caption, chips, {})
        return self._shown(visit, frame, rows, place, turns, rows)

    def order_of(self, asked: Asked) -> str:
        """Return what the question calls the order that is asked for, as it wants it said."""
        names = {one.name: one.order for one in self.columns}
        return f"{'-' if asked.descending else ''}{names[asked.column]}"

    def _shown(
        self,
        visit: Visit,
        frame: "_Frame",
        rows: Sequence[Wire],
        place: tuple[int, int, bool],
        turns: tuple[Mapping[str, str], Mapping[str, str]],
        whole: Sequence[Wire],
    ) -> Shown:
        """Return rows as they are shown: how many there are, behind how many these stand, whether
        there may be more; what of the address leads to those before and after; those of a file."""
        asked, at, others = frame.asked, frame.at, frame.kept
        (count, start, cut), (newer, older) = place, turns
        query = {**others, **asked.values}
        if asked.sort != self.order:
            query[SORT] = asked.sort
        return Shown(
            at=at,
            caption=frame.caption,
            fields=[
                (one, asked[one.name] or "", one.options(visit) if one.options else None)
                for one in self.filters
            ],
            kept=list(others.items()),
            chips=[
                (said, _address(at, {**others, **values}), dict(values) == dict(asked.values))
                for said, values in frame.chips
            ],
            heads=[self._head(visit, asked, column) for column in self._on_screen],
            sorts=list(self._sorts(visit)),
            sort=asked.sort,
            rows=[self._cells(visit, one) for one in rows],
            count=count,
            first=start + 1 if rows else 0,
            last=start + len(rows),
            newer=_address(at, {**query, **newer}) if newer else "",
            older=_address(at, {**query, **older}) if older else "",
            files=[(ending, _address(at, {**query, AS: ending})) for ending in ENDINGS],
            filtered=bool(asked.values),
            cut=cut,
            file=self._file(visit, asked.ending, frame.caption, whole) if asked.ending else None,
        )

    @property
    def _on_screen(self) -> list[Column]:
        return [one for one in self.columns if not one.in_files]

    @property
    def _sorting(self) -> list[Column]:
        """Return the columns that sort, where the question does it those it has an order for."""
        named = [one for one in self._on_screen if one.order]
        return named or self._on_screen

    def _entries(self, visit: Visit, asked: Asked, rows: Sequence[Wire]) -> list[Entry]:
        """Return the rows that are asked for, in order."""
        wanted = [(one.keeps, asked[one.name]) for one in self.filters]
        column = next((one for one in self.columns if one.name == asked.column), None)
        found = [
            Entry(column.key(visit, row) if column else (0, n), self.id(row), row)
            for n, row in enumerate(rows)
            if all(keeps(row, value) for keeps, value in wanted if keeps and value)
        ]
        return ordered(found, asked.descending)

    def _head(self, visit: Visit, asked: Asked, column: Column) -> Head:
        by = asked.column == column.name
        turns_to = f"-{column.name}" if by and not asked.descending else column.name
        if column not in self._sorting:
            turns_to = ""
        now = ("descending" if asked.descending else "ascending") if by else ""
        return Head(visit.t(column.heading), column.numeric, turns_to, now)

    def _sorts(self, visit: Visit) -> Iterator[tuple[str, str]]:
        if not self.order:
            yield "", visit.t("Như tìm thấy")
        for column in self._sorting:
            head = visit.t(column.heading)
            yield column.name, visit.t("{column}: từ nhỏ đến lớn, từ A đến Z", column=head)
            yield f"-{column.name}", visit.t("{column}: từ lớn đến nhỏ, từ Z đến A", column=head)

    def _cells(self, visit: Visit, row: Wire) -> list[Cell]:
        return [
            Cell(
                one.said(visit, row),
                one.href(row) if one.href else "",
                one.shape(row) if one.shape else "",
            )
            for one in self._on_screen
        ]

    def _file(self, visit: Visit, ending: str, caption: str, rows: Sequence[Wire]) -> File:
        heads = [visit.t(one.heading).unescape() for one in self.columns]
        name = f"{self.name}-{visit.today.isoformat()}.{ending}"
        if ending == "csv":
            lines = [[one.written(visit, row) for one in self.columns] for row in rows]
            return File(name, ENDINGS[ending], csv_file(heads, lines))
        cells = [[one.stored(visit, row) for one in self.columns] for row in rows]
        return File(name, ENDINGS[ending], xlsx_file(caption, heads, cells))


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the rows of a list."""

    asked: Asked
    at: str
    caption: str
    chips: Chips
    kept: Mapping[str, str]


def _address(at: str, query: Mapping[str, str]) -> str:
    return f"{at}?{urlencode(query)}" if query else at
