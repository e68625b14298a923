"""Everything that is wrong with a report, in one list: asked before, refused by at the end.

The rules of completion and the list that people are shown are the same function.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from libs.kernel.problems import FieldError, Rejected
from libs.law.standards import RuleSet, levels
from libs.law.standards.guidance import Guidance
from libs.law.standards.report_forms import ReportForm
from services.assessment.cycle.events.work import Imported
from services.assessment.cycle.state import Work
from services.assessment.cycle.texts import standards_of

Severity = Literal["error", "warning"]
"""Lỗi phải sửa trước khi hoàn thành; điều cần xem lại."""
TEXTS = {
    "strengths": "điểm mạnh",
    "weaknesses": "điểm yếu",
    "improvement": "kế hoạch cải tiến",
    "judgement": "nhận định chung",
    "limits": "hạn chế và nguyên nhân",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong: where (criterion, standard or part; the field of it), and what."""

    code: str
    severity: Severity
    detail: str
    criterion: str | None = None
    standard: int | None = None
    field: str | None = None


def faults(
    rules: RuleSet,
    form: ReportForm,
    guidance: Guidance | None,
    work: Work,
    by_plan: bool,
    plan_required: bool,
) -> Iterator[Fault]:
    """Yield what is wrong with a report, criterion by criterion; `by_plan`: a plan was approved.

    Errors are what completion is refused for.
    """
    if plan_required and not by_plan:
        detail = "Chưa duyệt kế hoạch tự đánh giá; duyệt rồi mới đánh giá được tiêu chí."
        yield Fault("plan-missing", "error", detail, field="plan")
    for criterion in levels.criteria(rules):
        yield from _of_criterion(rules, form, work, criterion, by_plan)
    if asks_level_4(rules, work):
        yield from _of_level_4(rules, form, work, by_plan)
    if guidance is not None:
        yield from _of_elements(guidance, work)
        yield from _unanswered(form, work)
    for standard in standards_of(rules):
        told = work.standards.get(standard)
        if told is not None and told.imported:
            detail = f"Tiêu chuẩn {standard} {_as_imported(told.imported)}"
            yield Fault("text-imported", "error", detail, None, standard)
        for name in form.texts_of_standard:
            if told is None or not work.says(getattr(told, name)):
                detail = f"Tiêu chuẩn {standard} chưa có {TEXTS[name]}."
                yield Fault("standard-text-missing", "error", detail, None, standard, name)
        if not form.texts_of_criterion and not (told and work.says(told.priorities)):
            unmet = [c for c in levels.criteria(rules) if _in(c, standard) and _unmet(work, c)]
            if unmet:
                detail = (
                    f"Tiêu chuẩn {standard} có tiêu chí chưa đạt ({', '.join(unmet)}) mà chưa nêu "
                    "vấn đề ưu tiên."
                )
                yield Fault("unmet-without-plan", "error", detail, None, standard, "priorities")
    for part in form.parts:
        text = work.parts.get(part.code)
        if text is not None and text.imported:
            detail = f"Phần '{part.title_vi}' {_as_imported(text.imported)}"
            yield Fault("text-imported", "error", detail, field=part.code)
        if not part.optional and not (text and work.says(text.text)):
            detail = f"Báo cáo chưa có phần '{part.title_vi}'."
            yield Fault("report-part-missing", "error", detail, field=part.code)


def require_none(found: Iterator[Fault], rule: str) -> None:
    """Raise `Rejected` ("report-incomplete") that names every error among the faults."""
    errors = [each for each in found if each.severity == "error"]
    if errors:
        named = [FieldError("", each.code, each.detail) for each in errors]
        shown = " ".join(each.detail for each in errors[:20])
        more = f" Và {len(errors) - 20} lỗi khác." if len(errors) > 20 else ""
        raise Rejected("report-incomplete", f"{shown}{more}", rule, named)


def _of_criterion(
    rules: RuleSet, form: ReportForm, work: Work, criterion: str, by_plan: bool
) -> Iterator[Fault]:
    for level, indicator in levels.indicators(rules, criterion):
        if level == 1 and (criterion, level, indicator) not in work.judged:
            detail = f"Chỉ báo {levels.name(criterion, level, indicator)} chưa đánh giá."
            yield Fault("indicator-unjudged", "error", detail, criterion, field=indicator)
    sheet = work.sheets.get(criterion)
    for name in form.texts_of_criterion:
        if sheet is None or not work.says(getattr(sheet, name)):
            if name != "improvement" or not _unmet(work, criterion):
                detail = f"Tiêu chí {criterion} chưa có {TEXTS[name]}."
                yield Fault("sheet-text-missing", "error", detail, criterion, field=name)
            else:
                detail = f"Tiêu chí {criterion} có chỉ báo chưa đạt mà chưa có {TEXTS[name]}."
                yield Fault("unmet-without-plan", "error", detail, criterion, field=name)
    described = (
        {each.of_level for each in sheet.descriptions if work.says(each.text)} if sheet else set()
    )
    for level in sorted(_judged_levels(work, criterion) - described):
        detail = f"Tiêu chí {criterion} chưa mô tả hiện trạng Mức {level}."
        yield Fault("level-undescribed", "error", detail, criterion, field="descriptions")
    misplaced = sheet.strengths + sheet.weaknesses if sheet else ""
    if not form.texts_of_criterion and misplaced.strip():
        detail = f"Tiêu chí {criterion}: điểm mạnh, hạn chế ghi ở tiêu chuẩn, không ở tiêu chí."
        yield Fault("text-at-criterion", "warning", detail, criterion, field="strengths")
    if form.measures_at_level and _met_at(rules, work, criterion, form.measures_at_level):
        taken = sheet.measures if sheet else ()
        days: dict[str, set[object]] = {}
        for each in taken:
            days.setdefault(each.what.casefold(), set()).add(each.measured_on)
        if not any(len(found) > 1 for found in days.values()):
            detail = (
                f"Tiêu chí {criterion} ghi đạt Mức {form.measures_at_level}: nên có hai số liệu "
                "của cùng một nội dung ở hai thời điểm để chứng tỏ sự cải thiện (theo một nguồn "
                "thứ cấp; số liệu không là căn cứ duy nhất trước ngày 31/12/2028)."
            )
            yield Fault("improvement-unproven", "warning", detail, criterion, field="measures")
    yield from _confirmed(work, criterion, by_plan)


def asks_level_4(rules: RuleSet, work: Work) -> bool:
    """Return whether a report asks for level 4: it says something of the clauses of its article."""
    sheet = work.sheets.get(rules.level4_article or "")
    return sheet is not None and bool(sheet.clauses)


def _of_level_4(rules: RuleSet, form: ReportForm, work: Work, by_plan: bool) -> Iterator[Fault]:
    """Yield what the article of level 4 lacks: each clause is judged, described and written of."""
    article = rules.level4_article or ""
    sheet = work.sheets.get(article)
    told = {each.clause: each for each in sheet.clauses} if sheet else {}
    for clause in rules.level4_clauses:
        text, at = told.get(clause), f"clauses/{clause}"
        if (article, 4, clause) not in work.judged:
            detail = f"Khoản {clause} Điều {article} chưa đánh giá."
            yield Fault("indicator-unjudged", "error", detail, article, field=clause)
        if text is None or not work.says(text.description):
            detail = f"Khoản {clause} Điều {article} chưa mô tả hiện trạng."
            yield Fault("level-undescribed", "error", detail, article, field=f"{at}/description")
        for name in form.texts_of_criterion:
            if text is None or not work.says(getattr(text, name)):
                detail = f"Khoản {clause} Điều {article} chưa có {TEXTS[name]}."
                yield Fault("sheet-text-missing", "error", detail, article, field=f"{at}/{name}")
    yield from _confirmed(work, article, by_plan)


def _confirmed(work: Work, criterion: str, by_plan: bool) -> Iterator[Fault]:
    """Yield that a criterion's texts are another's still, or that the council has not confirmed."""
    if criterion in work.carried:
        sheet = work.sheets.get(criterion)
        origin = sheet.imported if sheet else None
        told = f"nhập từ {origin.software}" if origin else "lấy lại từ đợt trước"
        detail = f"Tiêu chí {criterion} còn nguyên lời {told}, chưa được thông qua."
        yield Fault("text-carried", "error", detail, criterion)
    if by_plan and criterion not in work.confirmed:
        detail = f"Hội đồng chưa thông qua tiêu chí {criterion}."
        yield Fault("criterion-unconfirmed", "error", detail, criterion)


def _as_imported(imported: Imported) -> str:
    return f"còn nguyên lời nhập từ {imported.software}; nhà trường ghi lại để xác nhận."


def _of_elements(guidance: Guidance, work: Work) -> Iterator[Fault]:
    """Yield each indicator that is met although one of its elements is not."""
    for key, elements in guidance.elements.items():
        judged = work.judged.get(key)
        for element in elements:
            told = work.elements.get(element.id)
            if judged and judged.met and told and told.verdict == "not_met":
                # What is only our reading of the text may be wrong, so it holds nothing up.
                severity: Severity = "warning" if element.needs_verification else "error"
                detail = f"Chỉ báo {levels.name(*key)} ghi đạt mà nội hàm {element.id} chưa đạt."
                yield Fault("element-not-met", severity, detail, key[0], field=element.id)


def _unanswered(form: ReportForm, work: Work) -> Iterator[Fault]:
    """Yield each element that is not met where no weakness is written that could be about it.

    A warning: no text of the law says what answers an element, so it holds nothing up.
    """
    for id, ticked in sorted(work.elements.items()):
        if ticked.verdict != "not_met":
            continue
        criterion, standard = ticked.criterion, int(ticked.criterion.partition(".")[0])
        sheet, told = work.sheets.get(criterion), work.standards.get(standard)
        if form.texts_of_criterion:
            said, place = sheet.weaknesses if sheet else "", f"điểm yếu của tiêu chí {criterion}"
        else:
            said = told.limits + told.priorities if told else ""
            place = f"hạn chế của tiêu chuẩn {standard}"
        if not said.strip():
            detail = f"Nội hàm {id} chưa đạt mà {place} chưa viết."
            yield Fault("element-unanswered", "warning", detail, criterion, field=id)


def _unmet(work: Work, criterion: str) -> bool:
    """Return whether an indicator of level 1 is judged and not met."""
    return any(
        key[0] == criterion and key[1] == 1 and not each.met for key, each in work.judged.items()
    )


def _in(criterion: str, standard: int) -> bool:
    return criterion.partition(".")[0] == str(standard)


def _judged_levels(work: Work, criterion: str) -> set[int]:
    return {level for (code, level, _) in work.judged if code == criterion}


def _met_at(rules: RuleSet, work: Work, criterion: str, level: int) -> bool:
    places = [place for place in levels.indicators(rules, criterion) if place[0] == level]
    met = work.met
    return bool(places) and all(met.get((criterion, *place), False) for place in places)


def of_sheet(rules: RuleSet, form: ReportForm, work: Work, criterion: str) -> Iterator[Fault]:
    """Yield what keeps a criterion from being confirmed: its sheet is not complete."""
    of = _of_level_4 if criterion == rules.level4_article else None
    found = (
        of(rules, form, work, False) if of else _of_criterion(rules, form, work, criterion, False)
    )
    for each in found:
        if each.severity == "error" and each.code != "text-carried":
            yield each
