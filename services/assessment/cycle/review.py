"""What else is worth a look before a report goes out: evidence, bare sentences, dates, people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from libs.engine.read_tables import rows
from libs.law.calendar import show
from libs.law.school_figures import checks, quotes
from libs.law.standards import RuleSet, levels
from libs.law.standards.report_forms import titles_of
from libs.log.database import Cursor
from services.assessment.cycle.events.council import PlanApproved
from services.assessment.cycle.faults import Fault
from services.assessment.cycle.paragraphs import sentences
from services.assessment.cycle.state import Work
from services.assessment.cycle.views import CouncilView
from services.assessment.shared.duties import Due

FEWEST_WORDS = 20
"""A description with fewer words is shown as short; no text sets a length."""
FIGURES = "figures"
"""The field of a fault of the school's figures."""
CITED = """
select c.criterion, c.level, c.indicator, c.code, e.withdrawn is not null as withdrawn,
       c.sha256 <> e.sha256 as changed, e.expires_on
from evidence_citation c
join evidence_code k on k.log = c.log and k.school = c.school and k.code = c.code
join evidence e on e.log = k.log and e.id = k.id
where c.log = %(log)s and c.cycle = %(id)s order by c.criterion, c.level, c.indicator, c.code
"""
COUNTED = """
select f.code, f.value, y.locked_on from figure f
join figures_year y on y.log = f.log and y.school = f.school and y.year = f.year
where f.log = %(log)s and f.school = %(school)s and f.year = %(year)s
"""
EVIDENCE = """
select e.code, array(
    select c.code from evidence_code c where c.log = e.log and c.id = e.id) as codes, exists (
    select from evidence_citation c join evidence_code k
    on k.log = c.log and k.school = c.school and k.code = c.code
    where c.log = e.log and k.id = e.id and c.cycle <> %(id)s) as elsewhere
from evidence e
where e.log = %(log)s and e.school = %(school)s and e.withdrawn is null order by e.code
"""


def further_faults(
    db: Cursor,
    values: Mapping[str, Any],
    kind: str,
    year: int,
    rules: RuleSet,
    work: Work,
    council: CouncilView | None,
    plan: PlanApproved | None,
    approve_before: date | None,
    due: Sequence[Due],
) -> Iterator[Fault]:
    """Yield warnings that no rule refuses for, from the tables."""
    school = str(values["id"]).partition("_")[0]
    items = rows(db, EVIDENCE, {**values, "school": school})
    cited = {code for judged in work.judged.values() for code in judged.evidence}
    for item in items:
        # An item that was renumbered may be cited by a code that it had before.
        if not item["elsewhere"] and cited.isdisjoint(item["codes"]):
            detail = f"Minh chứng {item['code']} chưa được nêu ở chỉ báo nào."
            yield Fault("evidence-uncited", "warning", detail, field=item["code"])
    codes = [code for item in items for code in item["codes"]]
    yield from _cited(values["on"], rows(db, CITED, values))
    yield from _figures(kind, rows(db, COUNTED, {**values, "school": school, "year": year}))
    yield from _texts(rules, work, codes)
    yield from _people(council)
    yield from _late(values["on"], plan, approve_before)
    for each in due:
        if each.before is not None:
            passed = "đã quá hạn" if values["on"] >= each.before else "nộp"
            detail = f"Báo cáo {passed} trước ngày {show(each.before)} theo nhiệm vụ {each.code}."
            yield Fault("submission-due", "warning", detail, field=each.instruction)


def _cited(on: date, citations: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Yield what is cited and no longer what its writer saw, or no longer there."""
    for each in citations:
        name = levels.name(each["criterion"], each["level"], each["indicator"])
        said, code = f"Minh chứng {each['code']} nêu ở chỉ báo {name}", each["code"]
        if each["withdrawn"]:
            detail = f"{said} đã bị rút khỏi kho; chọn minh chứng khác."
            yield Fault("evidence-withdrawn", "warning", detail, each["criterion"], field=code)
            continue
        if each["changed"]:
            detail = f"{said} đã đổi nội dung sau khi đánh giá; xem lại rồi ghi lại phiếu."
            yield Fault("evidence-changed", "warning", detail, each["criterion"], field=code)
        if each["expires_on"] and each["expires_on"] <= on:
            detail = f"{said} hết hiệu lực từ ngày {show(each['expires_on'])}."
            yield Fault("evidence-expired", "warning", detail, each["criterion"], field=code)


def _figures(kind: str, recorded: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Yield what the school's figures of the year lack, which the report is made of."""
    if not recorded:
        detail = "Chưa ghi số liệu nào của năm học này; phần số liệu của báo cáo còn trống."
        yield Fault("figures-missing", "warning", detail, field=FIGURES)
        return
    for each in checks.faults(kind, {row["code"]: row["value"] for row in recorded}):
        yield Fault("figures-contradict", "warning", each.detail, field=FIGURES)
    if recorded[0]["locked_on"] is None:
        detail = "Số liệu của năm học này chưa khóa, nên còn có thể đổi sau khi báo cáo hoàn thành."
        yield Fault("figures-unlocked", "warning", detail, field=FIGURES)


def _texts(rules: RuleSet, work: Work, codes: list[str]) -> Iterator[Fault]:
    """Yield short texts, and sentences on the present state that cite no item of evidence.

    Where strengths and limits stand with the standard they are looked at there.
    """
    known = [code.strip("[]") for code in codes]
    for criterion, sheet in work.sheets.items():
        for each in sheet.descriptions:
            field = f"descriptions/{each.of_level}"
            name = f"Mô tả Mức {each.of_level} của tiêu chí {criterion}"
            yield from _text(Fault("", "warning", name, criterion, field=field), each.text, known)
    for number, told in work.standards.items():
        for field, title in (("judgement", "Nhận định chung"), ("strengths", "Điểm mạnh")):
            text = getattr(told, field)
            name = f"{title} của tiêu chuẩn {number}"
            if text.strip():
                yield from _text(Fault("", "warning", name, None, number, field), text, known)
    for part, told_part in work.parts.items():
        if told_part.text.strip() and len(told_part.text.split()) < FEWEST_WORDS:
            title = titles_of(rules).get(part, part)
            yield Fault("text-short", "warning", f"Phần '{title}' quá ngắn.", field=part)


def _text(place: Fault, text: str, codes: list[str]) -> Iterator[Fault]:
    """Yield what is to be looked at in a text; `place` says where it is, and its name."""
    if len(text.split()) < FEWEST_WORDS:
        yield replace(place, code="text-short", detail=f"{place.detail} quá ngắn.")
    for sentence in sentences(text):
        if not any(code in sentence for code in codes) and not list(quotes.quotes(sentence)):
            detail = f"Câu chưa nêu minh chứng: {sentence[:200]}"
            yield replace(place, code="sentence-without-evidence", detail=detail)


def _people(council: CouncilView | None) -> Iterator[Fault]:
    for member in council.members if council else ():
        if not member.registered:
            detail = f"Thành viên hội đồng '{member.person}' chưa có trong sổ đăng ký người."
            yield Fault("member-unregistered", "warning", detail, field="council")
        if not member.trained:
            detail = f"Thành viên hội đồng '{member.person}' chưa được tập huấn tự đánh giá."
            yield Fault("member-untrained", "warning", detail, field="council")


def _late(on: date, plan: PlanApproved | None, approve_before: date | None) -> Iterator[Fault]:
    for step in plan.steps if plan else ():
        if step.due_on < on:
            detail = f"Bước '{step.name}' của kế hoạch đã hết hạn ngày {show(step.due_on)}."
            yield Fault("step-overdue", "warning", detail, field="plan")
    if approve_before is not None:
        passed = "đã qua" if on >= approve_before else "phải"
        detail = f"Báo cáo {passed} phê duyệt trước ngày {show(approve_before)}."
        yield Fault("approval-due", "warning", detail, field="approval")
