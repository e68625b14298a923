"""Two versions of a sheet side by side: what two people changed differently, to choose from."""

import json
from collections.abc import Sequence

from libs.kernel.problems import Wire
from libs.web.page import View
from services.console import sheet
from services.console.cycle import Line
from services.console.person import PersonVisit
from services.console.sheet import TEXTS, Fields

CHOICES = ("met", "not", "not_met", "other")


def both(
    visit: PersonVisit,
    log: str,
    cycle: Wire,
    line: Line,
    base: Fields,
    saved: Fields,
    mine: Fields,
    clashes: Sequence[str],
) -> View:
    """Return both versions of what clashes."""
    differences = [
        {
            "name": name,
            "label": _label(visit, line, name),
            "long": name in TEXTS or name.startswith(("d-", "tn-", "c-")),
            "saved": saved[name],
            "typed": mine[name],
            "saved_marked": sheet.marked(_said(visit, name, saved), _said(visit, name, mine)),
            "typed_marked": sheet.marked(_said(visit, name, mine), _said(visit, name, saved)),
            "merged": sheet.merged(base.get(name, ""), saved[name], mine[name]),
        }
        for name in clashes
    ]
    values = {
        "log": log,
        "cycle": cycle,
        "called": visit.t("Tiêu chí {code}", code=line.code),
        "here": f"/console/criterion-sheet/{log}/{cycle['id']}/{line.code}",
        "differences": differences,
        "same": {name: value for name, value in mine.items() if name not in clashes},
        "base": json.dumps(dict(saved), ensure_ascii=False),
    }
    return View(values, 412, "newer.html")


def _said(visit: PersonVisit, name: str, fields: Fields) -> str:
    """Return what a field says, in words."""
    value, t = fields[name], visit.t
    if not name.startswith(("m-", "t-")):
        return value
    said = {
        "met": t("Đạt"),
        "not": t("Chưa đạt"),
        "not_met": t("Chưa đạt"),
        "other": t("Khác"),
    }
    return str(said.get(value, t("Chưa chọn")))


def _label(visit: PersonVisit, line: Line, name: str) -> str:
    """Return what a field is called."""
    texts = {
        "strengths": visit.t("Điểm mạnh"),
        "weaknesses": visit.t("Điểm yếu"),
        "improvement": visit.t("Kế hoạch cải tiến"),
    }
    if name in texts:
        return texts[name]
    kind, _, rest = name.partition("-")
    if kind == "d":
        return visit.t("Mô tả hiện trạng, Mức {n}", n=rest)
    if kind == "c":
        n, _, part = rest.partition("-")
        named = {**texts, "description": visit.t("Mô tả hiện trạng")}
        return visit.t("{label}, khoản {n}", label=named[part], n=n)
    if kind == "q":
        n, _, part = rest.partition("-")
        said = {"what": visit.t("Số liệu"), "value": visit.t("Giá trị"), "day": visit.t("Ngày")}
        return f"{said[part]} {int(n) + 1}"
    if kind in sheet.TICK:
        element = next(
            each
            for _, one, _ in sheet.indicators(line.criterion)
            for each in one["elements"]
            if each["id"] == rest
        )
        return visit.t("Nội hàm: {text}", text=element["text_vi"])
    indicator = next(one for _, one, end in sheet.indicators(line.criterion) if end == rest)
    if kind == "m":
        return visit.t("Chỉ báo {name}: đạt hay chưa", name=indicator["name"])
    return visit.t("Chỉ báo {name}: minh chứng", name=indicator["name"])
