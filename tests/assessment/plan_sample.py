"""An improvement plan under way, as events and commands, under either law."""

from dataclasses import replace
from datetime import date
from typing import Any

from libs.law import standards
from libs.law.standards import levels
from services.assessment.cycle.report import Report
from services.assessment.improvement_plan import (
    carrying_out,
    closing,
    drafting,
    issues,
    items,
    origins,
    procedure,
)
from services.assessment.improvement_plan.events import (
    BasedOn,
    ImprovementPlanApproved,
    ImprovementPlanDrafted,
    ImprovementPlanReviewed,
    PlanEvent,
    PlanItemAdded,
    PlanItemProgressed,
    PriorityIssueNamed,
    Work,
)
from services.assessment.improvement_plan.rules import PLAN
from services.assessment.shared.duties import Desk, Due
from tests.spec import Spec

PRESCHOOL = standards.choose("preschool", date(2024, 9, 10))
GENERAL = standards.choose("primary", date(2026, 8, 1))
CODE = "H1-1.1-01"
HASHES = {CODE: "a" * 64}
UNKNOWN = frozenset({"u:nguoila"})
TEAM = ("m1_2024", "1.2")
"""A recommendation of a team."""
WORK = Work(
    solution="Trang bị 20 bộ đồ chơi ngoài trời",
    goal="Đủ đồ chơi cho 6 nhóm lớp",
    activities="Lập danh mục, mua sắm, nghiệm thu",
    result_indicator="20 bộ được nghiệm thu",
    starts=date(2025, 9, 15),
    complete_by=date(2025, 12, 31),
    responsible="u:phuongmai",
    participants=("u:thanhha",),
    resources="Ngân sách nhà nước",
    budget=40_000_000,
    supervision="Hiệu trưởng kiểm tra hằng tháng",
    expected_evidence="Biên bản nghiệm thu",
)


class Law:
    """What differs between the laws: the rule set, the days, the form."""

    def __init__(self, year: int, form: str, report: Report, cycle: str) -> None:
        self.year, self.form, self.report, self.cycle = year, form, report, cycle
        self.id = f"m1_{year}"
        self.begins = date(year, 9, 8)
        self.later = date(year, 10, 1)
        self.spring = date(year + 1, 4, 10)
        self.work = replace(WORK, starts=date(year, 9, 15), complete_by=date(year, 12, 31))
        self.issue = 1 if form == "tt57-2026" else None
        self.spec: Spec[Any, Any] = Spec(PLAN, procedure.PROCEDURE, self._known())

    def _known(self) -> dict[type, Any]:
        reports = {self.cycle: self.report}
        people = items.People(UNKNOWN)
        desk = Desk("phong764", ())
        return {
            drafting.DraftImprovementPlan: drafting.Drafting(reports, None),
            drafting.ApproveImprovementPlan: drafting.Covering(reports, frozenset(), ()),
            drafting.SubmitImprovementPlan: desk,
            issues.NamePriorityIssue: issues.Reports(reports),
            origins.AddPlanItem: origins.Sources(
                reports, {TEAM: "Bổ sung cây xanh"}, frozenset({3}), UNKNOWN
            ),
            items.EditPlanItem: people,
            items.AdjustPlanItem: people,
            carrying_out.ReportPlanItem: carrying_out.Cited(HASHES),
            carrying_out.FollowRecommendation: carrying_out.Followed({TEAM: "Cây xanh"}, HASHES),
            closing.ReportImprovementYear: desk,
            closing.LeavePlanUnreported: desk,
        }

    def draft(self) -> drafting.DraftImprovementPlan:
        """Return the command that begins the plan."""
        return drafting.DraftImprovementPlan(
            self.year, id=self.id, school="m1", log="79", on=self.begins
        )

    def drafted(self) -> ImprovementPlanDrafted:
        """Return how the plan began."""
        based = BasedOn(self.cycle, self.report.rules, self.report.approved_on)
        return ImprovementPlanDrafted("m1", self.year, self.form, (based,), self.begins)

    def add(self, criterion: str | None = "1.1", **more: Any) -> origins.AddPlanItem:
        """Return the command that adds something about a weakness."""
        asked: dict[str, Any] = {"born_of": "weakness", "criterion": criterion, "issue": self.issue}
        return origins.AddPlanItem(**{**asked, "work": self.work, **more})

    def added(self, item: int = 1, criterion: str | None = "1.1", **more: Any) -> PlanItemAdded:
        """Return the event of it."""
        values: dict[str, Any] = {
            "item": item,
            "born_of": "weakness",
            "work": self.work,
            "cycle": self.cycle,
            "criterion": criterion,
            "unmet": (),
            "evaluation": None,
            "issue": self.issue,
            "previous_item": None,
            "reason": "",
        }
        return PlanItemAdded(**values | more)

    def named(self) -> PriorityIssueNamed:
        """Return the priority issue that there is under TT 57."""
        return PriorityIssueNamed(1, self.cycle, "1.1", "", "Thiếu đồ chơi", "")

    def begun(self) -> tuple[PlanEvent, ...]:
        """Return a plan that may be approved: something for each criterion that needs it."""
        if self.issue:
            return (self.drafted(), self.named(), self.added())
        each = (self.added(n, criterion) for n, criterion in enumerate(self.report.sheets, 1))
        return (self.drafted(), *each)

    def active(self) -> tuple[PlanEvent, ...]:
        """Return an approved plan."""
        past = self.begun()
        added = [event for event in past if isinstance(event, PlanItemAdded)]
        budget = sum(event.work.budget or 0 for event in added)
        return (*past, ImprovementPlanApproved("05/QĐ", self.later, len(added), budget))

    def numbers(self) -> tuple[int, ...]:
        """Return the numbers of what is to be done in the approved plan."""
        return tuple(each.item for each in self.active() if isinstance(each, PlanItemAdded))

    def done(self, item: int = 1) -> PlanItemProgressed:
        """Return that something is completed."""
        told = ("completed", self.later, "", 39_000_000, (CODE,))
        return PlanItemProgressed(item, *told, ev=(HASHES[CODE],))  # type: ignore[arg-type]

    def reviewed(self) -> tuple[PlanEvent, ...]:
        """Return the reviews of a year."""
        return (
            ImprovementPlanReviewed("term_1", "Đúng tiến độ", self.spring),
            ImprovementPlanReviewed("year_end", "Hoàn thành", self.spring),
        )


def _report(year: int, rules: Any, *sheets: str) -> Report:
    return Report(
        year=year,
        rules=rules.rules_hash,
        approved_on=date(year + 1, 5, 20),
        sheets=sheets,
        noted=frozenset({"1.1"}),
        unmet={"1.2": frozenset({levels.name("1.2", 1, "a")})},
    )


LETTERS = Law(2025, "letters-2018", _report(2024, PRESCHOOL, "1.1", "1.2"), "m1_2024")
TT57 = Law(2026, "tt57-2026", _report(2025, GENERAL, "1.1", "1.2", "1.3"), "m1_2025")
LAWS = (LETTERS, TT57)
LATE = Due("letter1", "R001-10", date(2025, 10, 5), "mark_late")
