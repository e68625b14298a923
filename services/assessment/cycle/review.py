"""What else is worth a look before a report goes out: evidence, bare sentences, dates, people."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from libs.engine.read_tables import rows
from libs.law.calendar import show
from libs.law.standards import RuleSet
from libs.log.database import Cursor
from services.assessment.cycle.events.council import PlanApproved
from services.assessment.cycle.faults import Fault
from services.assessment.cycle.paragraphs import sentences
from services.assessment.cycle.state import Work
from services.assessment.cycle.views import CouncilView
from services.assessment.shared.duties import Due

FEWEST_WORDS = 20
"""A description with fewer words is shown as short; no text sets a length."""
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
    yield from _texts(work, codes)
    yield from _people(council)
    yield from _late(values["on"], plan, approve_before)
    for each in due:
        if each.before is not None:
            passed = "đã quá hạn" if values["on"] >= each.before else "nộp"
            detail = f"Báo cáo {passed} trước ngày {show(each.before)} theo nhiệm vụ {each.code}."
            yield Fault("submission-due", "warning", detail, field=each.instruction)


def _texts(work: Work, codes: list[str]) -> Iterator[Fault]:
    """Yield short descriptions, and sentences of descriptions that cite no item of evidence."""
    known = [code.strip("[]") for code in codes]
    for criterion, sheet in work.sheets.items():
        for each in sheet.descriptions:
            field = f"descriptions/{each.of_level}"
            if len(each.text.split()) < FEWEST_WORDS:
                detail = f"Mô tả Mức {each.of_level} của tiêu chí {criterion} quá ngắn."
                yield Fault("text-short", "warning", detail, criterion, field=field)
            bare = [s for s in sentences(each.text) if not any(code in s for code in known)]
            for sentence in bare:
                detail = f"Câu chưa nêu minh chứng: {sentence[:200]}"
                yield Fault("sentence-without-evidence", "warning", detail, criterion, field=field)


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
