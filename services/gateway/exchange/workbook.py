"""A package as a workbook: written, and read back with the place of everything in it.

What a cell cannot be is told at once with its row and column; what the package as a whole must be
is asked of it afterwards, by the same checks as of JSON.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from libs.files.tables import Value, xlsx_book
from libs.kernel.problems import Wire
from libs.law.calendar import year_name
from libs.law.labels import group
from libs.law.school_figures.values import shown, typed
from libs.law.vietnamese import fold
from services.gateway.exchange import sheets
from services.gateway.exchange.place import Fault, Place
from services.gateway.spreadsheets import layout as layouts
from services.gateway.spreadsheets import writing
from services.gateway.spreadsheets.archive import Unreadable
from services.gateway.spreadsheets.layout import Layout, ReadRow
from services.gateway.spreadsheets.reading import MOST_CHARACTERS, Row

STAGES = ("preschool", "primary", "lower_secondary", "upper_secondary", "continuing_education")
EXPLANATION = "Hướng dẫn"
RULE = "docs/exchange.md"


@dataclass
class Read:
    """What a workbook says: the package as JSON, the place of each pointer, faults of its cells.

    `lost_...`: of what a row was left aside, `*` where the row does not say.
    """

    wire: Wire = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    lost_criteria: set[str] = field(default_factory=set)
    lost_codes: set[str] = field(default_factory=set)
    lost_issues: bool = False

    def note(self, pointer: str, layout: Layout, row: int, **columns: str) -> None:
        """Note where a row's fields stand: `columns` is the pointer's rest, and the column's key.

        A field without a column stands where its row does.
        """
        self.places[pointer] = Place(layout.title, row)
        for rest, key in columns.items():
            place = Place(layout.title, row, layout.column(key).heading)
            self.places[f"{pointer}/{rest.replace('__', '/')}"] = place

    def wrong(self, layout: Layout, row: int, key: str, code: str, detail: str) -> None:
        """Note that a cell is wrong."""
        place = Place(layout.title, row, layout.column(key).heading)
        self.faults.append(Fault("", code, detail, RULE).at(place))


def template() -> bytes:
    """Return the empty workbook, with an example row on each sheet."""
    return writing.template(*sheets.ALL)


# --- reading -------------------------------------------------------------------------------------


def read(book: Mapping[str, Sequence[Row]]) -> Read:
    """Return what a workbook says, given its sheets by title: an empty cell says nothing.

    Raises `Unreadable`: sheet-missing, headings-missing, heading-twice.
    """
    found = Read({"format": "kiemdinh-package"})
    rows: dict[str, list[ReadRow]] = {}
    known = {fold(title): layout for title, layout in sheets.BY_TITLE.items()}
    for title, cells in book.items():
        layout = known.get(fold(title))
        if layout is None:
            if fold(title) != fold(EXPLANATION):
                detail = "Trang này không có trong tệp mẫu, không được đọc."
                found.faults.append(Fault("", "sheet-unknown", detail, RULE, title, warning=True))
            continue
        rows[layout.name] = list(_rows(found, layout, cells)) if cells else []
    if sheets.ABOUT_SHEET.name not in rows:
        detail = f"Tệp không có trang '{sheets.ABOUT_SHEET.title}'; hãy dùng tệp mẫu."
        raise Unreadable("sheet-missing", detail)
    _about(found, rows[sheets.ABOUT_SHEET.name])
    _sheets(found, rows)
    _texts(found, rows)
    _evidence(found, rows.get(sheets.EVIDENCE.name, ()))
    _figures(found, rows.get(sheets.FIGURES.name, ()))
    _plan(found, rows)
    _feedback(found, rows.get(sheets.FEEDBACK.name, ()))
    return found


def _rows(found: Read, layout: Layout, cells: Sequence[Row]) -> Iterator[ReadRow]:
    try:
        lines, warnings = layouts.lines(layout, cells)
    except Unreadable as error:
        detail = f"Trang '{layout.title}': {error.detail}"
        raise Unreadable(error.code, detail) from error
    for warning in warnings:
        told = Fault("", warning.code, warning.detail, RULE, layout.title, 1, warning.column, True)
        found.faults.append(told)
    for line in lines:
        for error_ in line.errors:
            place = Place(layout.title, line.number, error_.column)
            found.faults.append(Fault("", error_.code, error_.detail, RULE).at(place))
        yield line


def _about(found: Read, rows: Sequence[ReadRow]) -> None:
    layout, wire = sheets.ABOUT_SHEET, found.wire
    for line in rows:
        item, value = line.values.get("item"), line.values.get("value")
        if item is None or value is None:
            continue
        told: Any = value
        pointer = f"/{item}"
        if item == "school/codes":
            scheme, _, code = value.partition(":")
            codes = wire.setdefault("school", {}).setdefault("codes", [])
            found.note(f"/school/codes/{len(codes)}", layout, line.number, scheme="value")
            codes.append({"scheme": scheme.strip(), "value": code.strip()})
            continue
        if item in ("cycle/year", "plan/year"):
            year = re.fullmatch(r"(20[0-9]{2})(?: ?[-–] ?20[0-9]{2})?", value, re.ASCII)
            told = int(year[1]) if year else None
        elif item == "cycle/education_stage":
            names = {fold(label): code for code, label in _stages().items()}
            told = names.get(fold(value), value)
        found.places[pointer] = Place(layout.title, line.number, layout.column("value").heading)
        if told is None:
            detail = f"'{value}' không phải năm học, ví dụ đúng: 2025-2026."
            found.wrong(layout, line.number, "value", "cell-malformed", detail)
            continue
        above, _, name = item.rpartition("/")
        (wire.setdefault(above, {}) if above else wire)[name] = told
    for item, label in sheets.ABOUT.items():
        found.places.setdefault(f"/{item}", Place(layout.title, 0, label))
    for top in ("software", "school", "cycle"):
        wire.setdefault(top, {})


def _sheets(found: Read, rows: Mapping[str, Sequence[ReadRow]]) -> None:
    """Make the criteria's sheets of three sheets of the workbook, in order of appearance."""
    by_criterion: dict[str, int] = {}
    made: list[Wire] = found.wire.setdefault("sheets", [])

    def of(criterion: str) -> tuple[str, Wire]:
        if criterion not in by_criterion:
            by_criterion[criterion] = len(made)
            made.append({"criterion": criterion})
        number = by_criterion[criterion]
        return f"/sheets/{number}", made[number]

    written: set[str] = set()
    for line in rows.get(sheets.SHEETS.name, ()):
        told = dict(line.values)
        if "criterion" not in told:
            continue
        criterion = told.pop("criterion")
        if criterion in written:
            detail = f"Tiêu chí {criterion} có hai dòng."
            found.wrong(sheets.SHEETS, line.number, "criterion", "sheet-twice", detail)
            continue
        written.add(criterion)
        pointer, sheet = of(criterion)
        texts = ("strengths", "weaknesses", "improvement")
        columns = {name: name for name in ("criterion", *texts)}
        found.note(pointer, sheets.SHEETS, line.number, **columns)
        sheet.update({name: told[name] for name in texts if name in told})
        described = [n for n in range(1, 5) if f"level_{n}" in told]
        if described:
            levels = [{"of_level": n, "text": told[f"level_{n}"]} for n in described]
            sheet["descriptions"] = levels
        for place, level in enumerate(described):
            key = f"level_{level}"
            under = f"{pointer}/descriptions/{place}"
            found.note(under, sheets.SHEETS, line.number, of_level=key, text=key)
    for line in rows.get(sheets.JUDGEMENTS.name, ()):
        told = dict(line.values)
        if not {"criterion", "level", "indicator", "met"} <= told.keys():
            found.lost_criteria.add(told.get("criterion", "*"))
            continue
        pointer, sheet = of(told.pop("criterion"))
        found.places.setdefault(
            f"{pointer}/criterion",
            Place(sheets.JUDGEMENTS.title, line.number, sheets.CRITERION.heading),
        )
        judgements = sheet.setdefault("judgements", [])
        under = f"{pointer}/judgements/{len(judgements)}"
        names = {name: name for name in ("level", "indicator", "met", "evidence")}
        found.note(under, sheets.JUDGEMENTS, line.number, **names)
        judgements.append({**told, "met": told["met"] == "true"})
    for line in rows.get(sheets.MEASURES.name, ()):
        told = dict(line.values)
        if len(told) < len(sheets.MEASURES.columns):
            continue
        pointer, sheet = of(told.pop("criterion"))
        measures = sheet.setdefault("measures", [])
        under = f"{pointer}/measures/{len(measures)}"
        found.note(
            under,
            sheets.MEASURES,
            line.number,
            what="what",
            value="measured",
            measured_on="measured_on",
        )
        value = told.pop("measured")
        measures.append({**told, "value": value})


def _texts(found: Read, rows: Mapping[str, Sequence[ReadRow]]) -> None:
    """Make standards and parts of the report of their rows, joining what goes on."""
    standards: dict[int, tuple[str, Wire]] = {}
    made: list[Wire] = found.wire.setdefault("standards", [])
    for number, (standard, what), text in _joined(
        found, sheets.STANDARDS, rows, ("standard", "what")
    ):
        if standard not in standards:
            standards[standard] = (f"/standards/{len(made)}", {"standard": standard})
            made.append(standards[standard][1])
            found.note(standards[standard][0], sheets.STANDARDS, number, standard="standard")
        pointer, wire = standards[standard]
        if what in wire:
            detail = f"Mục này của tiêu chuẩn {standard} có hai lần; dòng nối tiếp ghi cách nối."
            found.wrong(sheets.STANDARDS, number, "join", "text-twice", detail)
            continue
        wire[what] = text
        heading = sheets.STANDARDS.column("text").heading
        found.places[f"{pointer}/{what}"] = Place(sheets.STANDARDS.title, number, heading)
    parts: list[Wire] = found.wire.setdefault("report_parts", [])
    for number, (part,), text in _joined(found, sheets.PARTS, rows, ("report_part",)):
        pointer = f"/report_parts/{len(parts)}"
        found.note(pointer, sheets.PARTS, number, report_part="report_part", text="text")
        parts.append({"report_part": part, "text": text})


def _joined(
    found: Read, layout: Layout, rows: Mapping[str, Sequence[ReadRow]], key: tuple[str, ...]
) -> Iterator[tuple[int, tuple[Any, ...], str]]:
    """Yield each text with the number of its first row and its key."""
    whole: tuple[int, tuple[Any, ...], str] | None = None
    for line in rows.get(layout.name, ()):
        told = line.values
        if not {*key, "text"} <= told.keys():
            continue
        own = tuple(told[name] for name in key)
        join = told.get("join")
        if join and whole and whole[1] == own:
            number, _, text = whole
            whole = (number, own, text + sheets.JOINED_BY[join] + told["text"])
            continue
        if join:
            detail = "Dòng trên không phải của cùng một văn bản."
            found.wrong(layout, line.number, "join", "text-not-joined", detail)
            continue
        if whole:
            yield whole
        whole = (line.number, own, told["text"])
    if whole:
        yield whole


def _evidence(found: Read, rows: Sequence[ReadRow]) -> None:
    layout = sheets.EVIDENCE
    plain = ("code", "criterion", "title", "number", "dated", "issuer", "obtained", "expires_on")
    made: list[Wire] = found.wire.setdefault("evidence", [])
    for line in rows:
        told = line.values
        if not {"code", "criterion", "title"} <= told.keys() or line.errors:
            found.lost_codes.add(told.get("code", "*"))
            continue
        places = {name: name for name in (*plain, "note")}
        places |= {"file": "sha256", "link": "url", "place": "box"}
        places |= {"file__sha256": "sha256", "file__name": "file_name"}
        places |= {"link__url": "url", "link__seen_on": "seen_on"}
        places |= {"place__box": "box", "place__shelf": "shelf", "place__where": "where"}
        found.note(f"/evidence/{len(made)}", layout, line.number, **places)
        item: Wire = {name: told[name] for name in (*plain, "note") if name in told}
        if "sha256" in told or "file_name" in told:
            item["file"] = _present(told, sha256="sha256", name="file_name")
        if "url" in told or "seen_on" in told:
            item["link"] = _present(told, url="url", seen_on="seen_on")
        if {"box", "shelf", "where"} & told.keys():
            item["place"] = _present(told, box="box", shelf="shelf", where="where")
        made.append(item)


def _figures(found: Read, rows: Sequence[ReadRow]) -> None:
    layout = sheets.FIGURES
    made: list[Wire] = found.wire.setdefault("figures", [])
    for line in rows:
        told = dict(line.values)
        if len(told) < len(layout.columns):
            continue
        try:
            told["value"] = typed(told["value"])
        except ValueError as error:
            found.wrong(layout, line.number, "value", "cell-malformed", str(error))
            continue
        columns = {column.key: column.key for column in layout.columns}
        found.note(f"/figures/{len(made)}", layout, line.number, **columns)
        made.append(told)


def _plan(found: Read, rows: Mapping[str, Sequence[ReadRow]]) -> None:
    issues = _plain(
        found, sheets.ISSUES, rows, "/plan/issues", ("issue", "criterion", "limitation")
    )
    items = _plain(found, sheets.ITEMS, rows, "/plan/items", ("number", "born_of", "solution"))
    if issues or items or "plan" in found.wire:
        plan = found.wire.setdefault("plan", {})
        plan |= {"issues": issues, "items": items}


def _feedback(found: Read, rows: Sequence[ReadRow]) -> None:
    told = {sheets.FEEDBACK.name: rows}
    found.wire["feedback"] = _plain(found, sheets.FEEDBACK, told, "/feedback", ("kind", "text"))


def _plain(
    found: Read,
    layout: Layout,
    rows: Mapping[str, Sequence[ReadRow]],
    pointer: str,
    needs: tuple[str, ...],
) -> list[Wire]:
    """Return the rows that are as the package has them; those that lack what they need are told."""
    made: list[Wire] = []
    for line in rows.get(layout.name, ()):
        if set(needs) <= line.values.keys():
            columns = {column.key: column.key for column in layout.columns}
            found.note(f"{pointer}/{len(made)}", layout, line.number, **columns)
            made.append(dict(line.values))
        elif layout is sheets.ISSUES:
            found.lost_issues = True
    return made


def _present(values: Mapping[str, Any], **names: str) -> Wire:
    return {name: values[key] for name, key in names.items() if key in values}


def _stages() -> Mapping[str, str]:
    return {code: group("school_kind")[code] for code in STAGES}


# --- writing -------------------------------------------------------------------------------------


def write(wire: Wire) -> bytes:
    """Return a package as a workbook; what it reads as is the package again.

    Lost are spaces at both ends of a text, and more than one between the words of a single line.
    """
    made: list[tuple[Layout, Iterable[Wire]]] = [
        (sheets.ABOUT_SHEET, _about_rows(wire)),
        (sheets.JUDGEMENTS, _judgement_rows(wire)),
        (sheets.SHEETS, [_sheet_row(sheet) for sheet in wire["sheets"]]),
        (
            sheets.MEASURES,
            [
                {**each, "criterion": sheet["criterion"], "measured": each["value"]}
                for sheet in wire["sheets"]
                for each in sheet["measures"]
            ],
        ),
        (
            sheets.STANDARDS,
            [
                {"standard": each["standard"], "what": what, **row}
                for each in wire["standards"]
                for what in sheets.OF_STANDARD
                for row in _pieces(each[what])
            ],
        ),
        (
            sheets.PARTS,
            [
                {"report_part": each["report_part"], **row}
                for each in wire["report_parts"]
                for row in _pieces(each["text"])
            ],
        ),
        (sheets.EVIDENCE, [_evidence_row(item) for item in wire["evidence"]]),
        (sheets.FIGURES, [{**each, "value": shown(each["value"])} for each in wire["figures"]]),
        (sheets.ISSUES, (wire["plan"] or {}).get("issues", ())),
        (sheets.ITEMS, (wire["plan"] or {}).get("items", ())),
        (sheets.FEEDBACK, wire["feedback"]),
    ]
    return xlsx_book(
        (
            layout.title,
            [column.heading for column in layout.columns],
            ([_cell(column, row.get(column.key)) for column in layout.columns] for row in rows),
        )
        for layout, rows in made
    )


def _cell(column: layouts.Column, value: Any) -> Value:
    if value is None or value == "" or value == []:
        return None
    match column.kind:
        case "choice":
            return column.choices[value]
        case "words":
            return ", ".join(value)
        case "date":
            return date.fromisoformat(value)
        case "year":
            return year_name(value)
    told: Value = value
    return told


def _about_rows(wire: Wire) -> Iterator[Wire]:
    for item in sheets.ABOUT:
        above, _, name = item.rpartition("/")
        told = (wire.get(above) or {}).get(name) if above else wire.get(name)
        if item == "school/codes":
            for code in told or ():
                yield {"item": item, "value": f"{code['scheme']}:{code['value']}"}
        elif told is not None:
            if name == "year":
                told = year_name(told)
            elif name == "education_stage":
                told = _stages()[told]
            yield {"item": item, "value": told}


def _judgement_rows(wire: Wire) -> Iterator[Wire]:
    for sheet in wire["sheets"]:
        for each in sheet["judgements"]:
            met = "true" if each["met"] else "false"
            yield {**each, "criterion": sheet["criterion"], "met": met}


def _sheet_row(sheet: Wire) -> Wire:
    described = {f"level_{each['of_level']}": each["text"] for each in sheet["descriptions"]}
    return {**sheet, **described}


def _evidence_row(item: Wire) -> Wire:
    file, link, place = (item[name] or {} for name in ("file", "link", "place"))
    told = {"sha256": file.get("sha256"), "file_name": file.get("name")}
    return {**item, **told, **link, **place}


def _pieces(text: str) -> Iterator[Wire]:
    """Yield the rows of a text, cut where a line ends, else between words, else anywhere."""
    rest, join = text.strip(), None
    while rest:
        piece, rest, following = _cut(rest)
        yield {"text": piece, "join": join}
        join = following


def _cut(text: str) -> tuple[str, str, str | None]:
    if len(text) <= MOST_CHARACTERS:
        return text, "", None
    for join, mark in sheets.JOINED_BY.items():
        # Neither side may begin or end with a space: a cell's ends are trimmed.
        at = text.rfind(mark, 1, MOST_CHARACTERS) if mark else MOST_CHARACTERS
        while at > 0:
            rest = at + len(mark)
            if not (text[at - 1].isspace() or text[rest].isspace()):
                return text[:at], text[rest:], join
            at = text.rfind(mark, 1, at) if mark else at - 1
    # More spaces than a cell holds, and nothing between them: nobody reads them either.
    return text[:MOST_CHARACTERS], text[MOST_CHARACTERS:].lstrip(), "space"
