"""What others remember of a report: also the content elements that are found not met."""

from dataclasses import replace
from datetime import date

import pytest

from libs.kernel.problems import Rejected
from services.assessment.cycle import quoted_figures
from services.assessment.cycle.events.council import CycleOpened
from services.assessment.cycle.events.report import ReportApproved
from services.assessment.cycle.events.work import ElementTicked, SheetRecorded
from services.assessment.cycle.report import REPORTS, Report
from services.assessment.cycle.sheet import RecordSheet
from services.assessment.cycle.state import Work
from services.assessment.improvement_plan.events import PlanItemAdded
from services.assessment.improvement_plan.items import add_item
from services.assessment.improvement_plan.origins import AddPlanItem, Sources
from services.assessment.improvement_plan.rules import PLAN as DECIDER
from tests.assessment.plan_sample import GENERAL, TT57, WORK

ELEMENT = "1.3-2-a.4"
OPENED = CycleOpened(
    school="m1",
    year=2026,
    kind="lower_secondary",
    rule_set=GENERAL.id,
    revision=GENERAL.revision,
    needs_verification=False,
    warnings=(),
    opened_on=date(2026, 9, 10),
    rules=GENERAL.rules_hash,
)
APPROVED = ReportApproved(1, 2, (), (), date(2027, 5, 20), rules=GENERAL.rules_hash)
PLAN = DECIDER.evolve(DECIDER.initial, TT57.drafted())


def remembered(*verdicts: str) -> Report:
    """Return the report of a cycle in which an element was found so, one after the other."""
    cycle = REPORTS.initial
    ticks = [ElementTicked("1.3", ELEMENT, verdict, "vì sao") for verdict in verdicts]  # type: ignore[arg-type]
    for event in (OPENED, SheetRecorded("1.3", "tốt", "", ""), *ticks, APPROVED):
        cycle = REPORTS.evolve(cycle, event)
    assert cycle.report is not None
    return cycle.report


def test_an_element_found_not_met_is_a_weakness_of_the_report() -> None:
    report = remembered("not_met")
    assert report.unmet["1.3"] == {ELEMENT}
    assert report.has_weakness("1.3")


def test_an_element_found_met_afterwards_is_none_any_more() -> None:
    assert not remembered("not_met", "met").has_weakness("1.3")


def test_an_element_that_is_neither_met_nor_not_is_no_weakness() -> None:
    assert not remembered("other").has_weakness("1.3")


def test_what_is_to_be_done_may_be_born_of_an_element() -> None:
    report = remembered("not_met")
    command = AddPlanItem("weakness", WORK, criterion="1.3", unmet=(ELEMENT,))
    sources = Sources({"m1_2025": report}, {}, frozenset(), frozenset())
    (added,) = add_item(command, sources, PLAN)
    assert isinstance(added, PlanItemAdded)
    assert added.unmet == (ELEMENT,)
    with pytest.raises(Rejected, match="criterion-without-weakness"):
        add_item(command, replace(sources, reports={"m1_2025": remembered("met")}), PLAN)


def test_a_quote_whose_figure_has_changed_is_a_warning_at_its_text() -> None:
    text = "Có {{figure:pupils.total@2025=412}} học sinh, {{figure:classes.total@2025=12}} lớp."
    work = Work(sheets={"1.3": SheetRecorded("1.3", text, "", "")})
    now = {("pupils.total", 2025): "420", ("classes.total", 2025): "12"}
    (fault,) = quoted_figures.faults(work, now)
    assert (fault.code, fault.severity, fault.criterion) == ("figure-changed", "warning", "1.3")
    assert "412 thành 420" in fault.detail


def test_a_quote_without_a_value_is_bound_to_the_figure_of_now_when_it_is_written() -> None:
    text = "Có {{figure:pupils.total@2025}} học sinh."
    sheet = RecordSheet("1.3", (), text, "", "", actor="u:a", role="principal")
    bound = sheet.bound({("pupils.total", 2025): "412"})
    assert bound.strengths == "Có {{figure:pupils.total@2025=412}} học sinh."
    assert sheet.bound({}).strengths == sheet.strengths


def test_what_was_recorded_is_stated_again_as_it_was() -> None:
    text, by = "{{figure:pupils.total@2025}}", {"actor": "u:a", "role": "principal"}
    sheet = RecordSheet("1.3", (), text, "", "", binds_figures=False, **by)  # type: ignore[arg-type]
    assert sheet.bound({("pupils.total", 2025): "412"}) == sheet


def test_a_quote_of_nothing_and_one_misspelt_are_pointed_out() -> None:
    text = "{{figure:pupils.total@2025}} {{figure pupils}}"
    work = Work(sheets={"1.3": SheetRecorded("1.3", "", text, "")})
    found = [fault.code for fault in quoted_figures.faults(work, {})]
    assert found == ["figure-unknown", "figure-quote-misspelt"]
