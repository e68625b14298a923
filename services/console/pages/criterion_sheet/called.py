"""What the fields of a sheet are called, and what they say in words."""

from services.console import sheet
from services.console.cycle import Line
from services.console.person import PersonVisit
from services.console.sheet import TEXTS


def long(name: str) -> bool:
    """Return whether a field is a text of sentences."""
    return name in TEXTS or name.startswith(("d-", "tn-", "c-"))


def said(visit: PersonVisit, name: str, value: str) -> str:
    """Return what a value of a field says, in words."""
    t = visit.t
    if not name.startswith(("m-", "t-")):
        return value
    chosen = {
        "met": t("Đạt"),
        "not": t("Chưa đạt"),
        "not_met": t("Chưa đạt"),
        "other": t("Khác"),
    }
    return str(chosen.get(value, t("Chưa chọn")))


def label(visit: PersonVisit, line: Line, name: str) -> str:
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
        parts = {"what": visit.t("Số liệu"), "value": visit.t("Giá trị"), "day": visit.t("Ngày")}
        return f"{parts[part]} {int(n) + 1}"
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
