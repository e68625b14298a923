"""What is worth a look before a report goes out, beside what refuses it."""

from datetime import date
from typing import Any

from libs.law import standards
from libs.law.standards import guidance
from libs.law.standards.report_forms import form_of
from services.assessment.cycle.events.work import (
    ClauseText,
    ElementTicked,
    ReportPartRecorded,
    SheetRecorded,
    StandardRecorded,
)
from services.assessment.cycle.faults import faults, of_sheet
from services.assessment.cycle.review import _cited, _figures, _texts
from services.assessment.cycle.state import Judged, Work
from services.assessment.cycle.texts import RecordReportPart, RecordStandard

ON = date(2026, 9, 10)
RULES = standards.choose("primary", ON)
NOW = {("teacher.total", 2026): "41"}
LONG = " ".join(["chữ"] * 20)


def citation(**more: Any) -> dict[str, Any]:
    known = {"criterion": "1.1", "level": 1, "indicator": "-", "code": "MC.1.1.01"}
    return known | {"withdrawn": False, "changed": False, "expires_on": None} | more


def test_a_cited_item_that_is_no_longer_what_it_was_is_named() -> None:
    found = list(
        _cited(
            ON,
            [
                citation(),
                citation(withdrawn=True, changed=True),
                citation(changed=True),
                citation(expires_on=ON),
                citation(expires_on=date(2026, 9, 11)),
            ],
        )
    )
    assert [each.code for each in found] == [
        *("evidence-withdrawn", "evidence-changed", "evidence-expired"),
    ]
    assert {(each.severity, each.criterion, each.field) for each in found} == {
        ("warning", "1.1", "MC.1.1.01")
    }


def test_a_year_without_figures_with_contradicting_or_unlocked_ones_is_named() -> None:
    assert [each.code for each in _figures("primary", [])] == ["figures-missing"]
    row = {"code": "pupils.total", "value": "0", "locked_on": None}
    assert [each.code for each in _figures("primary", [row])] == [
        *("figures-contradict", "figures-unlocked"),
    ]
    assert not list(_figures("primary", [row | {"value": "400", "locked_on": ON}]))


def test_texts_of_standards_and_parts_are_looked_at_like_those_of_sheets() -> None:
    work = Work(
        standards={1: StandardRecorded(1, "Tốt.", f"{LONG} (MC.1.1.01).", "", "")},
        parts={"context": ReportPartRecorded("context", "Ngắn.")},
    )
    found = [(f.code, f.standard, f.field) for f in _texts(RULES, work, ["MC.1.1.01"])]
    assert found == [("text-short", 1, "judgement"), ("text-short", None, "context")]
    told = StandardRecorded(1, f"{LONG} không dẫn gì.", "", "", "")
    (fault,) = _texts(RULES, Work(standards={1: told}), ["MC.1.1.01"])
    assert (fault.code, fault.standard) == ("sentence-without-evidence", 1)


def test_a_figure_that_is_quoted_of_a_standard_or_a_part_is_bound_when_it_is_written() -> None:
    quote = "Có {{figure:teacher.total@2026}} giáo viên."
    bound = "Có {{figure:teacher.total@2026=41}} giáo viên."
    standard = RecordStandard(1, quote, quote, quote, quote)
    assert standard.bound(NOW).texts == (bound,) * 4
    assert RecordReportPart("context", quote, on=ON).bound(NOW).texts == (bound,)
    again = RecordStandard(1, quote, binds_figures=False)
    assert again.bound(NOW) == again, "what was recorded is stated again as it was"


def test_an_element_that_is_not_met_is_answered_by_a_weakness() -> None:
    for on, answered in (
        (ON, {"standards": {1: StandardRecorded(1, "", "", "Thiếu sổ.", "")}}),
        (date(2025, 9, 10), {"sheets": {"1.1": SheetRecorded("1.1", "", "Thiếu sổ.", "")}}),
    ):
        rules = standards.choose("primary", on)
        pinned = guidance.of(rules.id, rules.revision)
        element = next(e[0] for k, e in pinned.elements.items() if k[0] == "1.1" and e)
        ticks = {element.id: ElementTicked("1.1", element.id, "not_met", "")}
        for work, codes in ((Work(elements=ticks), ["element-unanswered"]), (None, [])):
            work = work or Work(elements=ticks, **answered)
            found = faults(
                rules, form_of(rules, on), pinned, work, by_plan=False, plan_required=False
            )
            assert [f.code for f in found if f.code.startswith("element-")] == codes


def test_level_4_is_written_clause_by_clause_and_confirmed_by_the_council() -> None:
    on = date(2024, 9, 10)
    rules = standards.choose("preschool", on)
    assert rules.level4_article == "22"
    form = form_of(rules, on)
    clauses = tuple(ClauseText(n, "Hiện trạng.", "Mạnh.", "Yếu.", "Làm.") for n in "123456")
    judged = {("22", 4, n): Judged(True, ("H1-1.1-01",)) for n in "123456"}
    whole = Work(judged=judged, sheets={"22": SheetRecorded("22", "", "", "", clauses=clauses)})

    def named(work: Work, by_plan: bool = True) -> list[tuple[str, str | None]]:
        found = faults(rules, form, None, work, by_plan, plan_required=False)
        return [(each.code, each.field) for each in found if each.criterion == "22"]

    assert named(Work(judged=judged)) == [], "it is not asked for"
    assert named(whole) == [("criterion-unconfirmed", None)]
    assert not list(of_sheet(rules, form, whole, "22")), "so the council can confirm it"
    few = SheetRecorded("22", "", "", "", clauses=(*clauses[:5], ClauseText("6", "", "", "x", "y")))
    lacking = Work(judged=judged, sheets={"22": few})
    assert named(lacking, by_plan=False) == [
        ("level-undescribed", "clauses/6/description"),
        ("sheet-text-missing", "clauses/6/strengths"),
    ]
