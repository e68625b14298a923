"""What a tested software is sent: its own head, one criterion's sheet and an item of evidence."""

import io
import uuid
from typing import Any

import openpyxl

from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.standards import RuleSet, evidence_codes, levels
from services.cli.conformance.asked import Failed
from services.gateway.exchange import workbook
from services.gateway.exchange.package import Package, dump, load

SAMPLE = "Dữ liệu kiểm tra tương thích"
WRONG = (
    ("Chỉ báo", 2, "Kết quả", "tốt"),
    ("Số đo", 2, "Ngày", "31/02/2026"),
    ("Minh chứng", 2, "Ngày văn bản", "hôm qua"),
)
"""The three cells that are made wrong, in the order of the sheets."""


def rules_of(package: Package) -> RuleSet:
    """Return the rule set that a package names; raises `Failed` for one that is not known."""
    told = package.cycle
    for rules in standards.rule_sets():
        if (rules.id, rules.revision) == (told.rule_set, told.revision):
            return rules
    raise Failed(f"không có bộ tiêu chuẩn {told.rule_set} {told.revision}")


def good(own: Package) -> Wire:
    """Return a package for the software that exported `own`: a first criterion written anew."""
    rules, wire = rules_of(own), dump(own)
    criterion = levels.criteria(rules)[0]
    taken = [item.code for item in own.evidence]
    code = evidence_codes.following(rules, criterion, taken) or f"MAU-{uuid.uuid4().hex[:8]}"
    known: Wire = next((s for s in wire["sheets"] if s["criterion"] == criterion), {})
    judgements = known.get("judgements") or [
        {"level": level, "indicator": indicator, "met": True, "evidence": [code]}
        for level, indicator in levels.indicators(rules, criterion)
        if level == 1
    ]
    day = f"{own.cycle.year}-09-05"
    sheet = {
        "criterion": criterion,
        "judgements": judgements,
        "improvement": f"{SAMPLE} {uuid.uuid4().hex}",
        "measures": [{"what": SAMPLE, "value": "1", "measured_on": day}],
    }
    item = {
        "code": code,
        "criterion": criterion,
        "title": SAMPLE,
        "place": {"box": "1"},
        "dated": day,
    }
    head = {name: wire[name] for name in ("format", "format_version", "school", "cycle")}
    told = {"name": "kiemdinh conformance"}
    return filled({**head, "software": told, "sheets": [sheet], "evidence": [item]})


def filled(wire: Wire) -> Wire:
    """Return a package with all its fields."""
    return dump(load(wire))


def wrong(wire: Wire) -> bytes:
    """Return a package as a workbook with the cells of `WRONG` in it."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(wire)))
    for title, row, heading, value in WRONG:
        sheet: Any = book[title]
        (place,) = (cell.column for cell in sheet[1] if cell.value == heading)
        sheet.cell(row, place).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def of_another_school(wire: Wire) -> Wire:
    """Return a package as if it were of another school."""
    school = {"name": "Trường không có thật", "codes": [{"scheme": "moet", "value": "00000000"}]}
    return {**wire, "school": school}
