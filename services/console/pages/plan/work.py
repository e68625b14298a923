"""What is to be done, as the fields of a form and back; what is too loose in it, at its field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire
from libs.law.calendar import school_year_days
from libs.law.labels import group
from libs.law.standards.improvement_plans import is_vague
from libs.web import formats
from libs.web.catalogue import text
from services.console.people import Known
from services.console.person import PersonVisit

TEXTS = ("solution", "goal", "activities", "result_indicator")
LONG = ("resources", "supervision", "expected_evidence")
WHY = "Chọn người phụ trách việc của kế hoạch cải tiến"
HINTS = {
    "solution": text("Làm gì, bao nhiêu, ở đâu; có con số thì theo dõi được."),
    "goal": text("Kết quả mong muốn khi làm xong."),
    "activities": text("Các bước, mỗi dòng một bước."),
    "result_indicator": text("Nhìn vào đâu để biết đã xong, ví dụ: 12/12 phòng học có máy chiếu."),
    "budget": text("Đồng, ví dụ 2.000.000. Không tốn kinh phí thì ghi 0."),
    "resources": text("Người, cơ sở vật chất, nguồn kinh phí."),
    "supervision": text("Ai kiểm tra, khi nào."),
    "expected_evidence": text("Hồ sơ, hình ảnh, số liệu sẽ có khi làm xong."),
}
AT = {f"/work/{name}": name for name in group("plan_field")}
"""The ids of the fields by their pointers in a command."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: `needed` by the form of the plan; `loose` is what is too vague in it."""

    name: str
    needed: bool
    hint: str
    value: str
    loose: Sequence[str]


def given(visit: PersonVisit, work: Wire | None) -> dict[str, str]:
    """Return what the fields hold: what was typed, else what is recorded."""
    names = [*TEXTS, *LONG, "starts", "complete_by", "responsible", "budget"]
    if visit.sent:
        return {name: visit.said(name) for name in names}
    found = work or {}
    told = {name: found.get(name) for name in names}
    budget = told["budget"]
    return {
        **{name: str(value or "") for name, value in told.items()},
        "starts": formats.day(told["starts"]),
        "complete_by": formats.day(told["complete_by"]),
        "budget": formats.number(budget) if isinstance(budget, int) else "",
    }


def fields(visit: PersonVisit, plan: Wire, work: Wire | None) -> Mapping[str, Field]:
    """Return the fields of the form by name; what is loose is said of what is recorded."""
    values = given(visit, work)
    loose = dict(_loose(visit, work, plan["year"])) if work else {}
    return {
        name: Field(
            name,
            name in plan["required"],
            visit.t(HINTS[name]) if name in HINTS else "",
            values.get(name, ""),
            loose.get(name, ()),
        )
        for name in group("plan_field")
    }


def _loose(visit: PersonVisit, work: Wire, year: int) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each field with what is too loose in it: pointed out, never refused."""
    for name in TEXTS:
        told = work[name] or ""
        if is_vague(told):
            yield name, [visit.t("Lời chung chung, chưa có con số: khó biết khi nào là xong.")]
        elif name == "result_indicator" and not told.strip():
            yield name, [visit.t("Chưa có chỉ số kết quả: không biết nhìn vào đâu để nói đã xong.")]
    first, last = (day.isoformat() for day in school_year_days(year))
    for name in ("starts", "complete_by"):
        if not work[name]:
            yield name, [visit.t("Chưa có thời gian.")]
        elif not first <= work[name] <= last:
            span = visit.t("{first} – {last}", first=formats.day(first), last=formats.day(last))
            yield name, [visit.t("Ngoài năm học của kế hoạch ({span}).", span=span)]
    if not work["responsible"]:
        yield "responsible", [visit.t("Chưa có người phụ trách.")]


def people(visit: PersonVisit, log: str, plan: Wire, work: Wire | None) -> Sequence[Known]:
    """Return who of the school may be chosen, besides those who are named already."""
    return visit.people.of(log, WHY, plan["school"])


def chosen(visit: PersonVisit, work: Wire | None) -> Sequence[str]:
    """Return who takes part, as typed, else as recorded."""
    if visit.sent:
        return visit.all_said("participants")
    return list((work or {}).get("participants", ()))


def read(visit: PersonVisit) -> Wire:
    """Return the work that a form says; what could not be read is sent as it was typed."""
    work: Wire = {name: visit.said(name) for name in (*TEXTS, *LONG)}
    for name in ("starts", "complete_by"):
        if day := visit.said(name):
            work[name] = formats.read_day(day)
    if who := visit.said("responsible"):
        work["responsible"] = who
    work["participants"] = [one for one in visit.all_said("participants") if one]
    if amount := visit.said("budget").removesuffix("đ").strip():
        work["budget"] = formats.read_number(amount)
    return work
