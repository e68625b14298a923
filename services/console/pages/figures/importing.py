"""Figures from a spreadsheet: the school's own template, all faults at once, one confirmation."""

import io
from collections.abc import Iterator
from urllib.parse import quote

import openpyxl

from libs.files.tables import CSV, XLSX
from libs.kernel.problems import Wire
from libs.web.client import Refused
from libs.web.page import Fault, File, Go, Shown, View
from services.console import imports
from services.console.pages.figures.years import address, figures, last_year, may_write, said
from services.console.person import PersonVisit

PATIENCE = 3.0
"""Seconds that the page of an import waits for it."""
ROW, SCHOOL, YEAR, CODE, TITLE, VALUE = (
    2,
    "Mã trường",
    "Năm học",
    "Mã số liệu",
    "Tên số liệu",
    "Giá trị",
)


def show(visit: PersonVisit, log: str, school: str) -> Shown:
    """Show the form for a file; `template=1` gives the school's own empty one."""
    year = last_year(visit)
    found = visit.calls.one(log, "school", school)
    code = next((one for one in found["identifiers"] if not one.get("ends")), None)
    if visit.asked("template") and code:
        content = _template(visit, log, school, year, code)
        return File(f"so-lieu-{year}.xlsx", XLSX, content)
    values = {
        "log": log,
        "place": found["name"],
        "year": year,
        "code": code["value"] if code else "",
        "pasted": visit.said("pasted"),
        "sector_database": visit.calls.get("/v1/installation").json["sector_database"],
        "may_write": may_write(visit, school),
        "here": address(log, school),
        "at": address(log, school, "import"),
    }
    return View(values, template="import.html")


def _template(visit: PersonVisit, log: str, school: str, year: int, code: Wire) -> bytes:
    """Return the empty file, one row a figure that the school has, with what is known filled in."""
    book = openpyxl.load_workbook(io.BytesIO(visit.calls.get("/v1/templates/figures.xlsx").content))
    sheet = book.worksheets[0]
    sheet.delete_rows(ROW)
    places = {str(cell.value).rstrip("*"): n for n, cell in enumerate(sheet[1], 1)}
    for n, one in enumerate(figures(visit, log, school, year)["figures"], ROW):
        told = {
            SCHOOL: code["value"],
            "Loại mã": code["scheme"],
            "Nơi cấp mã": code["issuer"],
            YEAR: f"{year}-{year + 1}",
            CODE: one["meaning"]["code"],
            TITLE: one["meaning"]["title_vi"],
            VALUE: said(one["recorded"]),
        }
        for name, value in told.items():
            cell = sheet.cell(n, places[name], value)
            cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def act(visit: PersonVisit, log: str, school: str) -> Shown:
    """Send a file, or what was pasted, to be checked row by row; or take what the sector database
    has."""
    if visit.said("do") == "take":
        return _taken(visit, log, school)
    content, kind = _sent(visit)
    if not content:
        told = visit.t("Hãy chọn một tệp xlsx hoặc csv, hoặc dán các ô từ bảng tính.")
        visit.faults.append(Fault("file", told))
        return visit.again(show(visit, log, school))
    headers = {"Content-Type": kind, "Idempotency-Key": visit.key}
    try:
        begun = visit.calls.raw(
            "POST", f"/v1/{log}/imports", content, headers, layout="figures"
        ).json
    except Refused as refused:
        if refused.status in (401, 403) or refused.status >= 500:
            raise
        visit.refuse(refused, at="file")
        return visit.again(show(visit, log, school))
    return Go(address(log, school, "import", begun["id"]))


def _taken(visit: PersonVisit, log: str, school: str) -> Shown:
    year = last_year(visit)
    path = f"/v1/{log}/figures/{school}_{year}/take-from-sector-database"
    headers = {"Idempotency-Key": visit.key}
    try:
        taken = visit.calls.post(path, {}, **headers).json
    except Refused as refused:
        if refused.status in (401, 403):
            raise
        # Whatever is wrong with the answer of another system, no field of this form is.
        visit.refuse(refused, {"": ""})
        return visit.again(show(visit, log, school))
    left = "&left=" + quote(", ".join(taken["passed_over"])) if taken["passed_over"] else ""
    visit.calls.wrote(log, taken["position"])
    recorded = "taken" if taken["types"] else "same"
    return Go(f"{address(log, school)}?year={year}&done={recorded}{left}")


def _sent(visit: PersonVisit) -> tuple[bytes, str]:
    files = visit.files.get("file", ())
    if files:
        name = files[0].name.lower()
        return files[0].content.read(), CSV if name.endswith((".csv", ".tsv")) else XLSX
    return visit.said("pasted").encode(), CSV


def show_import(visit: PersonVisit, log: str, school: str, id: str) -> Shown:
    """Show how far an import is, and everything that is wrong with its rows."""
    found = imports.waited(visit, log, id, "checking", "running", patience=PATIENCE)
    report = visit.calls.get(f"/v1/{log}/imports/{id}/report", limit=imports.TOLD).json
    counts = found["counts"]
    values = {
        "log": log,
        "place": visit.names.school(log, school),
        "found": found,
        "wrong": list(_wrong(report["rows"])),
        "warnings": found["warnings"],
        "counts": counts,
        "report": f"/v1/{log}/imports/{id}/report.xlsx",
        "here": address(log, school),
        "at": address(log, school, "import", id),
    }
    return View(values, template="imported.html")


def _wrong(rows: list[Wire]) -> Iterator[tuple[int, str, str]]:
    """Yield row, column and what is wrong, of each finding."""
    for row in rows:
        for one in row["errors"]:
            yield row["row"], one["column"], one["detail"]


def confirm(visit: PersonVisit, log: str, school: str, id: str) -> Shown:
    """Carry out what the import stands for."""
    visit.calls.post(f"/v1/{log}/imports/{id}/confirm")
    return Go(address(log, school, "import", id))
