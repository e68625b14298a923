"""Which command a plan's events state again, and what commands must know of others."""

from collections.abc import Sequence

from libs.engine.evidence import HASHES
from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import SCHOOL
from libs.rights import unknown
from services.assessment.improvement_plan import events as own
from services.assessment.improvement_plan import issues, items, known, origins
from services.assessment.improvement_plan.carrying_out import (
    Cited,
    Followed,
    FollowRecommendation,
    ReportPlanItem,
    ReviewImprovementPlan,
    SuperviseImprovementPlan,
    follow_recommendation,
    report_progress,
)
from services.assessment.improvement_plan.closing import (
    CloseImprovementPlan,
    LeavePlanUnreported,
    ReportImprovementYear,
    leave_unreported,
    report_year,
)
from services.assessment.improvement_plan.drafting import (
    ApproveImprovementPlan,
    Covering,
    DraftImprovementPlan,
    Drafting,
    SubmitImprovementPlan,
    approve_plan,
    draft_plan,
    submit_plan,
)
from services.assessment.improvement_plan.rules import Command
from services.assessment.improvement_plan.state import Plan
from services.assessment.shared.duties import PLAN, PLAN_REPORT, Desk, Duties, desk


def drafting(ask: Ask, act: Act, command: DraftImprovementPlan) -> Drafting:
    """Supply the reports and the school's end; raises `NotFound` ("school-unknown")."""
    school = ask.fold(SCHOOL, act.school)
    if not school.kinds:
        raise unknown(act.school)
    return Drafting(known.reports(ask, command.rests_on), school.closed_on)


def reports(ask: Ask, act: Act, command: issues.NamePriorityIssue) -> issues.Reports:
    """Supply the reports that the plan rests on."""
    return issues.Reports(known.based_on(ask, act))


def sources(ask: Ask, act: Act, command: origins.AddPlanItem) -> origins.Sources:
    """Supply what the item may be born of, and who is in no register."""
    return origins.Sources(
        known.based_on(ask, act),
        known.recommended(ask, act),
        known.next_year_of_last(ask, act),
        people(ask, act, command).unregistered,
    )


def people(
    ask: Ask, act: Act, command: origins.AddPlanItem | items.EditPlanItem | items.AdjustPlanItem
) -> items.People:
    """Supply who of the persons named is in no register."""
    work = command.work
    named = (*work.participants, *((work.responsible,) if work.responsible else ()))
    return items.People(known.unregistered(ask, named))


def covering(ask: Ask, act: Act, command: ApproveImprovementPlan) -> Covering:
    """Supply what the plan must answer."""
    return Covering(
        known.based_on(ask, act), known.next_year_of_last(ask, act), known.still_open(ask, act)
    )


def plan_desk(ask: Ask, act: Act, command: SubmitImprovementPlan) -> Desk:
    """Supply where the plan is handed in, and until when."""
    return desk(ask, act, PLAN, known.year_of(act))


def report_desk(ask: Ask, act: Act, command: ReportImprovementYear | LeavePlanUnreported) -> Desk:
    """Supply where the year's report is handed in, and until when."""
    return desk(ask, act, PLAN_REPORT, known.year_of(act))


def cited(ask: Ask, act: Act, command: ReportPlanItem) -> Cited:
    """Supply the hashes of the school's evidence."""
    return Cited(ask.fold(HASHES, act.school))


def followed(ask: Ask, act: Act, command: FollowRecommendation) -> Followed:
    """Supply what teams recommended, and the hashes of the school's evidence."""
    return Followed(known.recommended(ask, act), ask.fold(HASHES, act.school))


def _drafted(events: Sequence[own.PlanEvent], state: Plan, act: Act) -> DraftImprovementPlan:
    told = events[0]
    assert isinstance(told, own.ImprovementPlanDrafted)
    cycles = tuple(each.cycle for each in told.reports)
    return DraftImprovementPlan(
        told.year, cycles, told.dated, id=act.id, school=act.school, log=act.log, on=act.on
    )


PROCEDURE: Procedure[Command, Plan, own.PlanEvent] = Procedure(
    {
        own.ImprovementPlanDrafted: _drafted,
        own.PriorityIssueNamed: issues.NamePriorityIssue,
        own.PriorityIssueDropped: issues.DropPriorityIssue,
        own.PlanItemAdded: origins.AddPlanItem,
        own.PlanItemEdited: items.EditPlanItem,
        own.PlanItemRemoved: items.RemovePlanItem,
        own.ImprovementPlanApproved: ApproveImprovementPlan,
        own.ImprovementPlanSubmitted: SubmitImprovementPlan,
        own.PlanItemProgressed: ReportPlanItem,
        own.PlanItemAdjusted: items.AdjustPlanItem,
        own.ImprovementPlanReviewed: ReviewImprovementPlan,
        own.ImprovementPlanSupervised: SuperviseImprovementPlan,
        own.RecommendationFollowed: FollowRecommendation,
        own.ImprovementPlanReported: ReportImprovementYear,
        own.ImprovementPlanClosed: CloseImprovementPlan,
        own.ImprovementPlanLeftUnreported: LeavePlanUnreported,
    },
    needs=(
        Needs(DraftImprovementPlan, drafting, draft_plan),
        Needs(issues.NamePriorityIssue, reports, issues.name_issue),
        Needs(origins.AddPlanItem, sources, items.add_item),
        Needs(items.EditPlanItem, people, items.edit_item),
        Needs(items.AdjustPlanItem, people, items.adjust_item),
        Needs(ApproveImprovementPlan, covering, approve_plan),
        Needs(SubmitImprovementPlan, plan_desk, submit_plan),
        Needs(ReportPlanItem, cited, report_progress),
        Needs(FollowRecommendation, followed, follow_recommendation),
        Needs(ReportImprovementYear, report_desk, report_year),
        Needs(LeavePlanUnreported, report_desk, leave_unreported),
    ),
    asks=(SCHOOL, HASHES, Duties, *known.FOLDS),
)
