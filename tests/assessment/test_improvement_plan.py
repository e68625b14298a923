"""Every step of an improvement plan and its refusals, under the letters of 2018 and TT 57/2026."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from libs.kernel.problems import Forbidden
from libs.law.standards.improvement_plans import by_id
from services.assessment.improvement_plan.carrying_out import (
    FollowRecommendation,
    ReportPlanItem,
    ReviewImprovementPlan,
    SuperviseImprovementPlan,
)
from services.assessment.improvement_plan.closing import (
    CloseImprovementPlan,
    LeavePlanUnreported,
    ReportImprovementYear,
)
from services.assessment.improvement_plan.concreteness import warnings
from services.assessment.improvement_plan.drafting import (
    ApproveImprovementPlan,
    Covering,
    Drafting,
    SubmitImprovementPlan,
)
from services.assessment.improvement_plan.events import (
    Finding,
    ImprovementPlanApproved,
    ImprovementPlanClosed,
    ImprovementPlanLeftUnreported,
    ImprovementPlanReported,
    ImprovementPlanReviewed,
    ImprovementPlanSubmitted,
    ImprovementPlanSupervised,
    Outcome,
    PlanItemAdded,
    PlanItemAdjusted,
    PlanItemEdited,
    PlanItemRemoved,
    PriorityIssueDropped,
    RecommendationFollowed,
    Work,
)
from services.assessment.improvement_plan.issues import DropPriorityIssue, NamePriorityIssue
from services.assessment.improvement_plan.items import (
    AdjustPlanItem,
    EditPlanItem,
    RemovePlanItem,
)
from services.assessment.shared.duties import Desk, Due, DutyDone
from tests.assessment.plan_sample import (
    CODE,
    HASHES,
    LATE,
    LAWS,
    LETTERS,
    TEAM,
    TT57,
    WORK,
    Law,
)

BOTH = pytest.mark.parametrize("law", LAWS, ids=lambda law: law.form)
DAY = timedelta(days=1)


def faults(problem: Any) -> list[str]:
    return [error.code for error in problem.errors]


# Drafting


@BOTH
def test_a_plan_begins_from_last_years_approved_report_by_the_form_of_the_day(law: Law) -> None:
    law.spec.given().when(law.draft()).then(law.drafted()).when(law.draft()).then_nothing()
    assert law.drafted().plan_form == law.form


@BOTH
def test_no_plan_begins_from_a_report_that_is_not_approved(law: Law) -> None:
    law.spec.given().when(law.draft(), Drafting({}, None)).then_rejected("report-not-approved")
    named = replace(law.draft(), cycles=(law.cycle, "m1_2000"))
    problem = law.spec.given().when(named).then_rejected("report-not-approved")
    assert [error.pointer for error in problem.errors] == ["/cycles/1"]


@BOTH
def test_a_plan_rests_on_reports_of_its_own_school_of_this_year_or_the_last(law: Law) -> None:
    for cycle in ("m2_2024", "m1x_2024"):
        other = replace(law.draft(), cycles=(cycle,))
        law.spec.given().when(other).then_rejected("cycle-elsewhere")
    twice = replace(law.draft(), cycles=(law.cycle, law.cycle))
    law.spec.given().when(twice).then_rejected("cycle-elsewhere")
    old = replace(law.report, year=law.year - 2)
    known = Drafting({law.cycle: old}, None)
    law.spec.given().when(law.draft(), known).then_rejected("cycle-elsewhere")


@BOTH
def test_a_school_has_one_plan_a_year_for_this_year_or_the_next(law: Law) -> None:
    law.spec.given().when(replace(law.draft(), id="m1")).then_rejected("plan-id-differs")
    early = replace(law.draft(), on=date(law.year - 2, 9, 1))
    law.spec.given().when(early).then_rejected("year-not-open")
    late = replace(law.draft(), on=date(law.year + 1, 9, 1))
    law.spec.given().when(late).then_rejected("year-not-open")
    other = replace(law.draft(), cycles=("m1_2000",))
    law.spec.given(law.drafted()).when(other).then_rejected("plan-drafted")


@BOTH
def test_a_school_that_is_no_more_begins_no_plan(law: Law) -> None:
    known = Drafting({law.cycle: law.report}, law.begins)
    law.spec.given().when(law.draft(), known).then_rejected("school-closed")


@BOTH
def test_the_day_of_the_paper_is_not_after_its_entry_nor_before_the_report(law: Law) -> None:
    dated = replace(law.draft(), dated=law.begins - DAY)
    law.spec.given().when(dated).then(replace(law.drafted(), dated=law.begins - DAY))
    ahead = replace(law.draft(), dated=law.begins + DAY)
    law.spec.given().when(ahead).then_rejected("date-in-future")
    before = replace(law.draft(), dated=law.report.approved_on - DAY)
    law.spec.given().when(before).then_rejected("date-before-last-act")


# What is to be done


@BOTH
def test_an_item_is_born_of_a_weakness_of_the_report(law: Law) -> None:
    past = (law.drafted(), law.named())
    unmet = law.add("1.2", unmet=("1.2/1a",))
    stream = law.spec.given(*past).when(law.add()).then(law.added())
    stream.when(unmet).then(law.added(2, "1.2", unmet=("1.2/1a",))).when(unmet).then_nothing()
    none = law.add("1.3")
    law.spec.given(*past).when(none).then_rejected("criterion-without-weakness")
    wrong = law.add("1.2", unmet=("1.2/1a", "1.2/1b"))
    problem = law.spec.given(*past).when(wrong).then_rejected("unmet-unknown")
    assert [error.pointer for error in problem.errors] == ["/unmet/1"]
    law.spec.given(*past).when(law.add("9.9")).then_rejected("criterion-unknown")


@BOTH
def test_a_priority_issue_states_a_weakness_of_its_own_criterion(law: Law) -> None:
    """Under TT 57/2026 a report has limits by standard: which criterion is meant the issue says."""
    issue = replace(law.named(), criterion="1.3")
    stream = law.spec.given(law.drafted(), issue)
    stream.when(law.add("1.3", issue=1)).then(law.added(1, "1.3", issue=1))
    stream.when(law.add("1.3", issue=None)).then_rejected("criterion-without-weakness")
    other = law.spec.given(law.drafted(), law.named()).when(law.add("1.3", issue=1))
    other.then_rejected("criterion-without-weakness")


@BOTH
def test_an_item_is_born_of_a_recommendation_that_the_school_was_told(law: Law) -> None:
    past = (law.drafted(), law.named())
    evaluation, criterion = TEAM
    by_team = law.add(criterion, born_of="recommendation", evaluation=evaluation)
    law.spec.given(*past).when(by_team).then(
        law.added(1, criterion, born_of="recommendation", evaluation=evaluation, cycle=None)
    )
    other = replace(by_team, criterion="1.1")
    law.spec.given(*past).when(other).then_rejected("recommendation-unknown")


@BOTH
def test_an_item_comes_from_last_years_plan_once(law: Law) -> None:
    past = (law.drafted(), law.named())
    moved = law.add(born_of="previous_plan", criterion=None, previous_item=3)
    added = law.added(1, born_of="previous_plan", criterion=None, cycle=None, previous_item=3)
    stream = law.spec.given(*past).when(moved).then(added)
    again = replace(moved, work=replace(law.work, budget=1))
    stream.when(again).then_rejected("item-passed-on")
    other = replace(moved, previous_item=4)
    law.spec.given(*past).when(other).then_rejected("item-not-passed-on")


@BOTH
def test_an_item_of_the_schools_own_needs_no_criterion(law: Law) -> None:
    own = law.add(born_of="own_initiative", criterion=None)
    law.spec.given(law.drafted(), law.named()).when(own).then(
        law.added(1, born_of="own_initiative", criterion=None, cycle=None)
    )


@BOTH
@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"criterion": None}, ["/criterion"]),
        ({"evaluation": "m1_2024", "previous_item": 1}, ["/evaluation", "/previous_item"]),
        ({"born_of": "recommendation", "unmet": ("1.1/1a",)}, ["/evaluation", "/unmet"]),
        ({"born_of": "previous_plan"}, ["/previous_item"]),
        ({"born_of": "own_initiative", "unmet": ("1.1/1a",)}, ["/unmet"]),
    ],
)
def test_each_origin_names_what_it_comes_from_and_nothing_else(
    law: Law, more: Any, wrong: list[str]
) -> None:
    problem = law.spec.given(law.drafted()).when(law.add(**more, issue=None))
    assert [e.pointer for e in problem.then_rejected("origin-fields").errors] == wrong


def test_a_plan_of_several_cycles_asks_which_criterion_is_meant() -> None:
    law = LETTERS
    known = replace(
        law.spec.known[type(law.add())],
        reports={law.cycle: law.report, "m1_2024_primary": TT57.report},
    )
    stream = law.spec.given(law.drafted())
    stream.when(law.add(), known).then_rejected("cycle-missing")
    stream.when(law.add(cycle="m1_2023"), known).then_rejected("cycle-missing")
    stream.when(law.add(cycle=law.cycle), known).then(law.added())


@BOTH
def test_only_persons_of_the_register_answer_for_something(law: Law) -> None:
    stranger = replace(law.work, responsible="u:nguoila", participants=("u:a", "u:nguoila"))
    past = (law.drafted(), law.named())
    problem = (
        law.spec.given(*past).when(law.add(work=stranger)).then_rejected("person-not-registered")
    )
    assert [e.pointer for e in problem.errors] == ["/work/responsible", "/work/participants/1"]
    edit = EditPlanItem(1, stranger)
    law.spec.given(*law.begun()).when(edit).then_rejected("person-not-registered")


@BOTH
def test_something_does_not_end_before_it_begins(law: Law) -> None:
    reversed_ = replace(law.work, complete_by=date(law.year, 9, 14))
    past = (law.drafted(), law.named())
    law.spec.given(*past).when(law.add(work=reversed_)).then_rejected("term-reversed")


@BOTH
def test_a_draft_is_edited_and_thinned_out_an_approved_plan_is_not(law: Law) -> None:
    edit = EditPlanItem(1, replace(law.work, goal="Khác"))
    stream = law.spec.given(*law.begun()).when(edit).then(PlanItemEdited(1, edit.work))
    stream.when(edit).then_nothing()
    law.spec.given(*law.begun()).when(RemovePlanItem(1)).then(PlanItemRemoved(1))
    for command in (edit, RemovePlanItem(1)):
        law.spec.given(*law.active()).when(command).then_rejected("plan-approved")
    for command in (replace(edit, item=99), RemovePlanItem(99)):
        law.spec.given(*law.begun()).when(command).then_rejected("item-unknown")


@BOTH
def test_a_number_that_was_taken_out_is_not_given_again(law: Law) -> None:
    past = (law.drafted(), law.named(), law.added(), PlanItemRemoved(1))
    law.spec.given(*past).when(law.add()).then(law.added(2))


@BOTH
def test_a_priority_issue_is_named_put_anew_and_dropped_while_nothing_belongs_to_it(
    law: Law,
) -> None:
    name = NamePriorityIssue(1, "1.1", "Thiếu đồ chơi")
    stream = law.spec.given(law.drafted()).when(name).then(law.named())
    stream.when(name).then_nothing()
    anew = replace(name, cause="Kinh phí")
    stream = stream.when(anew).then(replace(law.named(), cause="Kinh phí"))
    stream.when(DropPriorityIssue(1)).then(PriorityIssueDropped(1))
    stream.when(DropPriorityIssue(2)).then_rejected("issue-unknown")
    used = (law.drafted(), law.named(), law.added(issue=1))
    law.spec.given(*used).when(DropPriorityIssue(1)).then_rejected("issue-in-use")
    law.spec.given(law.drafted()).when(law.add(issue=7)).then_rejected("issue-unknown")
    wrong = replace(name, criterion="9.9")
    law.spec.given(law.drafted()).when(wrong).then_rejected("criterion-unknown")
    law.spec.given(*law.active()).when(name).then_rejected("plan-approved")
    law.spec.given(*law.active()).when(DropPriorityIssue(1)).then_rejected("plan-approved")


# Approval


def approve(law: Law) -> ApproveImprovementPlan:
    return ApproveImprovementPlan("05/QĐ", on=law.later)


@BOTH
def test_a_whole_plan_is_approved_with_what_it_comes_to(law: Law) -> None:
    approved = law.active()[-1]
    stream = law.spec.given(*law.begun()).when(approve(law)).then(approved)
    stream.when(approve(law)).then_nothing()
    assert isinstance(approved, ImprovementPlanApproved)
    assert approved.budget == approved.item_count * 40_000_000


@BOTH
def test_all_that_an_item_lacks_by_the_form_is_said_at_once(law: Law) -> None:
    """Which fields those are is data of the form."""
    bare = tuple(
        replace(event, work=Work("Làm")) if isinstance(event, PlanItemAdded) else event
        for event in law.begun()
    )
    problem = law.spec.given(*bare).when(approve(law)).then_rejected("plan-incomplete")
    assert set(faults(problem)) == {"item-incomplete"}
    assert problem.rule == by_id(law.form).rule
    said = problem.errors[0].detail
    assert ("biện pháp giám sát" in said) == ("kinh phí" in said) == (law is LETTERS)
    assert ("mục tiêu" in said) == ("nguồn lực" in said) == (law is TT57)
    free = tuple(
        replace(event, work=replace(event.work, budget=0))
        if isinstance(event, PlanItemAdded)
        else event
        for event in law.begun()
    )
    law.spec.given(*free).when(approve(law)).then_types("ImprovementPlanApproved")


def test_by_the_letters_every_criterion_with_a_sheet_has_something_to_be_done() -> None:
    law = LETTERS
    only = (law.drafted(), law.added())
    problem = law.spec.given(*only).when(approve(law)).then_rejected("plan-incomplete")
    assert [(e.code, "1.2" in e.detail) for e in problem.errors] == [("criterion-uncovered", True)]
    by_team = law.added(2, "1.2", born_of="recommendation", evaluation="m1_2024", cycle=None)
    law.spec.given(*only, by_team).when(approve(law)).then_types("ImprovementPlanApproved")


def test_by_tt_57_what_is_to_be_done_belongs_to_priority_issues_alone() -> None:
    law = TT57
    empty = law.spec.given(law.drafted()).when(approve(law)).then_rejected("plan-incomplete")
    assert faults(empty) == ["items-missing", "issues-missing"]
    alone = law.spec.given(law.drafted(), law.named(), law.added(issue=None))
    problem = alone.when(approve(law)).then_rejected("plan-incomplete")
    assert faults(problem) == ["item-incomplete", "issue-without-item"]


@BOTH
def test_what_last_year_passed_on_and_what_teams_recommended_is_answered(law: Law) -> None:
    known = Covering({law.cycle: law.report}, frozenset({3}), (TEAM,))
    problem = law.spec.given(*law.begun()).when(approve(law), known)
    rejected = problem.then_rejected("plan-incomplete")
    assert faults(rejected) == ["item-forgotten", "recommendation-unanswered"]
    said = RecommendationFollowed(*TEAM, "open", "Chờ kinh phí", (), ev=())
    moved = law.added(9, born_of="previous_plan", criterion=None, cycle=None, previous_item=3)
    stream = law.spec.given(*law.begun(), said, moved)
    stream.when(approve(law), known).then_types("ImprovementPlanApproved")


@BOTH
def test_an_approved_plan_takes_more_only_whole_and_with_a_reason(law: Law) -> None:
    stream = law.spec.given(*law.active())
    more = law.add(born_of="own_initiative", criterion=None)
    stream.when(more).then_rejected("reason-missing")
    bare = replace(more, reason="Khuyến nghị mới", work=Work("Làm"))
    problem = stream.when(bare).then_rejected("item-incomplete")
    assert "/work/responsible" in [error.pointer for error in problem.errors]
    stream.when(replace(more, reason="Khuyến nghị mới")).then_types("PlanItemAdded")


# Handing in


@BOTH
def test_an_approved_plan_is_handed_in_at_the_office_that_receives_it(law: Law) -> None:
    submit = SubmitImprovementPlan(on=law.later)
    sent = ImprovementPlanSubmitted("phong764", law.later, (), late=False)
    law.spec.given(*law.active()).when(submit).then(sent).when(submit).then_nothing()
    law.spec.given(*law.begun()).when(submit).then_rejected("plan-not-approved")
    nobody = Desk(None, ())
    law.spec.given(*law.active()).when(submit, nobody).then_rejected("receiver-missing")


def test_a_plan_is_late_from_the_day_that_a_letter_names() -> None:
    law, desk = LETTERS, Desk("so", (LATE,))
    for day, late in ((4, False), (5, True)):
        on = date(2025, 10, day)
        done = (DutyDone("letter1", "R001-10", date(2025, 10, 5), late),)
        sent = ImprovementPlanSubmitted("so", on, done, late)
        law.spec.given(*law.active()).when(SubmitImprovementPlan(on=on), desk).then(sent)
    backdated = SubmitImprovementPlan(date(2025, 10, 4), on=date(2025, 10, 9))
    law.spec.given(*law.active()).when(backdated, desk).then_types("ImprovementPlanSubmitted")
    nothing = Desk("so", (replace(LATE, effect="none"),))
    submit = SubmitImprovementPlan(on=date(2025, 10, 5))
    (sent_,) = law.spec.decide(submit, law.spec.decider.fold(law.active()), nothing)
    assert not sent_.late
    strict = Desk("so", (replace(LATE, effect="refuse"),))
    law.spec.given(*law.active()).when(submit, strict).then_rejected("handed-in-too-late")


# Carrying out


def progress(law: Law, **more: Any) -> ReportPlanItem:
    by = {"on": law.later, "actor": "u:phuongmai", "role": "council_member"}
    return ReportPlanItem(**{"item": 1, "state": "under_way", **by, **more})


@BOTH
def test_who_is_to_do_it_says_how_far_it_is(law: Law) -> None:
    done = progress(law, state="completed", evidence=(CODE,), spent=39_000_000)
    stream = law.spec.given(*law.active()).when(progress(law)).then_types("PlanItemProgressed")
    stream.when(progress(law)).then_nothing()
    stream.when(done).then(law.done()).when(done).then_nothing()
    helper = progress(law, actor="u:thanhha")
    law.spec.given(*law.active()).when(helper).then_types("PlanItemProgressed")
    head = progress(law, actor="u:khac", role="principal")
    law.spec.given(*law.active()).when(head).then_types("PlanItemProgressed")
    other = law.spec.given(*law.active()).when(progress(law, actor="u:khac"))
    other.then_refused(Forbidden, "item-not-yours")


@BOTH
def test_what_is_completed_cites_evidence_that_is_there(law: Law) -> None:
    stream = law.spec.given(*law.active())
    stream.when(progress(law, state="completed")).then_rejected("evidence-missing")
    unknown = progress(law, state="completed", evidence=("H1-1.1-99",))
    stream.when(unknown).then_rejected("evidence-not-registered")
    stream.when(progress(law, item=99)).then_rejected("item-unknown")
    law.spec.given(*law.begun()).when(progress(law)).then_rejected("plan-not-approved")


@BOTH
def test_an_item_is_adjusted_with_a_reason(law: Law) -> None:
    later = replace(law.work, complete_by=law.spring)
    adjust = AdjustPlanItem(1, later, "Chờ vốn", on=law.later)
    adjusted = PlanItemAdjusted(1, later, "Chờ vốn", law.later)
    stream = law.spec.given(*law.active()).when(adjust).then(adjusted)
    stream.when(adjust).then_nothing()
    law.spec.given(*law.begun()).when(adjust).then_rejected("plan-not-approved")
    bare = replace(adjust, work=Work("Làm"))
    law.spec.given(*law.active()).when(bare).then_rejected("item-incomplete")
    early = replace(adjust, dated=law.later - DAY)
    law.spec.given(*law.active()).when(early).then_rejected("date-before-last-act")


@BOTH
def test_the_school_reviews_its_plan(law: Law) -> None:
    review = ReviewImprovementPlan("term_1", "Chậm ở việc 1", on=law.spring)
    reviewed = ImprovementPlanReviewed("term_1", "Chậm ở việc 1", law.spring)
    law.spec.given(*law.active()).when(review).then(reviewed).when(review).then_nothing()
    law.spec.given(*law.begun()).when(review).then_rejected("plan-not-approved")


@BOTH
def test_an_office_supervises_an_approved_plan(law: Law) -> None:
    found = (Finding(1, "Chưa mua", law.spring), Finding(None, "Đúng hướng"))
    supervise = SuperviseImprovementPlan(found, on=law.later)
    told = ImprovementPlanSupervised(found, law.later)
    law.spec.given(*law.active()).when(supervise).then(told).when(supervise).then_nothing()
    law.spec.given(*law.begun()).when(supervise).then_rejected("plan-not-approved")
    wrong = replace(supervise, findings=(Finding(99, "Việc nào?"),))
    law.spec.given(*law.active()).when(wrong).then_rejected("item-unknown")


@BOTH
def test_a_recommendation_is_followed_with_proof_or_a_reason(law: Law) -> None:
    follow = FollowRecommendation(*TEAM, "addressed", "Đã trồng", (CODE,))
    told = RecommendationFollowed(*TEAM, "addressed", "Đã trồng", (CODE,), ev=(HASHES[CODE],))
    law.spec.given(law.drafted()).when(follow).then(told).when(follow).then_nothing()
    stream = law.spec.given(law.drafted())
    stream.when(replace(follow, evidence=())).then_rejected("evidence-missing")
    stream.when(replace(follow, state="declined", note=" ")).then_rejected("reason-missing")
    stream.when(replace(follow, criterion="1.1")).then_rejected("recommendation-unknown")
    law.spec.given().when(follow).then_rejected("plan-not-drafted")


# The end of the year


def all_done(law: Law) -> tuple[Any, ...]:
    items = law.numbers()
    return (*law.active(), *(law.done(n) for n in items), *law.reviewed())


@BOTH
def test_the_years_report_follows_from_the_plan(law: Law) -> None:
    report = ReportImprovementYear(on=law.spring)
    items = law.numbers()
    outcomes = tuple(Outcome(n, "completed") for n in items)
    told = ImprovementPlanReported(
        *(outcomes, "", law.spring, len(items), len(items), "phong764", (), False)
    )
    law.spec.given(*all_done(law)).when(report).then(told).when(report).then_nothing()
    law.spec.given(*law.begun()).when(report).then_rejected("plan-not-approved")
    other = replace(report, text="Khác")
    law.spec.given(*all_done(law), told).when(other).then_rejected("plan-reported")


@BOTH
def test_whatever_is_not_completed_has_an_outcome_and_a_reason(law: Law) -> None:
    past = (*law.active(), *law.reviewed())
    items = law.numbers()
    nothing = ReportImprovementYear(on=law.spring)
    problem = law.spec.given(*past).when(nothing).then_rejected("year-incomplete")
    assert faults(problem) == ["outcome-missing"] * len(items)
    moved = tuple(Outcome(n, "next_year", "Chờ vốn") for n in items)
    law.spec.given(*past).when(replace(nothing, outcomes=moved)).then_types(
        "ImprovementPlanReported"
    )
    wrong = (
        *moved,
        Outcome(99, "given_up", "?"),
        moved[0],
    )
    asked = law.spec.given(*past).when(replace(nothing, outcomes=wrong))
    assert faults(asked.then_rejected("year-incomplete")) == ["item-unknown", "item-twice"]
    untrue = (replace(moved[0], outcome="completed"), *moved[1:])
    asked = law.spec.given(*past).when(replace(nothing, outcomes=untrue))
    assert faults(asked.then_rejected("year-incomplete")) == ["outcome-differs"]
    silent = (replace(moved[0], note=""), *moved[1:])
    asked = law.spec.given(*past).when(replace(nothing, outcomes=silent))
    assert faults(asked.then_rejected("year-incomplete")) == ["reason-missing"]


def test_by_tt_57_two_reviews_come_before_the_report() -> None:
    past = tuple(e for e in all_done(TT57) if not isinstance(e, ImprovementPlanReviewed))
    report = ReportImprovementYear(on=TT57.spring)
    problem = TT57.spec.given(*past).when(report).then_rejected("year-incomplete")
    assert faults(problem) == ["review-missing", "review-missing"]
    past = tuple(e for e in all_done(LETTERS) if not isinstance(e, ImprovementPlanReviewed))
    report = ReportImprovementYear(on=LETTERS.spring)
    LETTERS.spec.given(*past).when(report).then_types("ImprovementPlanReported")


def reported(law: Law, outcome: Any = "next_year") -> tuple[Any, ...]:
    past = (*law.active(), *law.reviewed())
    items = law.numbers()
    outcomes = tuple(Outcome(n, outcome, "Chờ vốn") for n in items)
    report = ReportImprovementYear(outcomes, on=law.spring)
    return (*past, *law.spec.decide(report, law.spec.decider.fold(past)))


@BOTH
def test_after_the_report_nothing_changes_any_more(law: Law) -> None:
    past = reported(law)
    for command in (
        progress(law, on=law.spring),
        AdjustPlanItem(1, replace(law.work, goal="Khác"), "?", on=law.spring),
        ReviewImprovementPlan("interim", "?", on=law.spring),
        law.add(born_of="own_initiative", criterion=None, reason="?"),
        FollowRecommendation(*TEAM, "open"),
    ):
        law.spec.given(*past).when(command).then_rejected("plan-reported")


@BOTH
def test_a_plan_closes_naming_what_next_year_gets(law: Law) -> None:
    items = law.numbers()
    close = CloseImprovementPlan(items, on=law.spring)
    closed = ImprovementPlanClosed(items, law.spring)
    law.spec.given(*reported(law)).when(close).then(closed).when(close).then_nothing()
    none = replace(close, next_year=())
    law.spec.given(*reported(law)).when(none).then_rejected("next-year-differs")
    law.spec.given(*reported(law, "given_up")).when(none).then_types("ImprovementPlanClosed")
    law.spec.given(*law.active()).when(close).then_rejected("plan-not-reported")
    law.spec.given(*law.begun()).when(close).then_rejected("plan-not-approved")


@BOTH
def test_a_plan_whose_report_is_too_late_is_ended_by_the_office(law: Law) -> None:
    last = date(law.year + 1, 4, 24)
    refusing = Desk("phong764", (Due("letter1", "R2", last + DAY, "refuse"),))
    leave = LeavePlanUnreported("Không báo cáo", "CV 9/PGDĐT", on=last + DAY)
    left = ImprovementPlanLeftUnreported("Không báo cáo", "CV 9/PGDĐT", last + DAY)
    active = law.spec.given(*law.active())
    ended = active.when(leave, refusing).then(left)
    ended.when(leave, refusing).then_nothing()
    for command in (
        ReportImprovementYear(on=last + DAY),
        CloseImprovementPlan(on=last + DAY),
        ReviewImprovementPlan("term_1", "?", on=last + DAY),
    ):
        ended.when(command).then_rejected("plan-left-unreported")
    early = active.when(replace(leave, on=last), refusing).then_rejected("report-still-due")
    assert f"{last:%d/%m/%Y}" in early.detail
    back = replace(leave, dated=last)
    active.when(back, refusing).then_rejected("report-still-due")
    law.spec.given(*reported(law)).when(leave, refusing).then_rejected("plan-reported")
    law.spec.given(*law.begun()).when(leave, refusing).then_rejected("plan-not-approved")


@BOTH
def test_where_no_letter_refuses_the_report_is_due_until_the_school_year_ends(law: Law) -> None:
    last = date(law.year + 1, 8, 31)
    leave = LeavePlanUnreported("Không báo cáo", "CV 9/PGDĐT", on=last)
    late = Desk("phong764", (Due("letter1", "R2", law.spring, "mark_late"),))
    active = law.spec.given(*law.active())
    active.when(leave, late).then_rejected("report-still-due")
    active.when(replace(leave, on=last + DAY), late).then_types("ImprovementPlanLeftUnreported")


@BOTH
def test_nothing_is_done_in_a_plan_that_was_not_begun(law: Law) -> None:
    for command in (
        law.add(),
        NamePriorityIssue(1, "1.1", "Thiếu"),
        DropPriorityIssue(1),
        EditPlanItem(1, law.work),
        RemovePlanItem(1),
        AdjustPlanItem(1, law.work, "?", on=law.later),
        approve(law),
        SubmitImprovementPlan(on=law.later),
        progress(law),
        ReviewImprovementPlan("term_1", "?", on=law.later),
        SuperviseImprovementPlan((Finding(None, "?"),), on=law.later),
        ReportImprovementYear(on=law.spring),
        CloseImprovementPlan(on=law.spring),
        LeavePlanUnreported("?", "?", on=law.spring),
    ):
        law.spec.given().when(command).then_rejected("plan-not-drafted")


# What is too loose


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, []),
        ({"starts": None}, ["term-missing"]),
        ({"responsible": None}, ["responsible-missing"]),
        ({"result_indicator": " "}, ["result-indicator-missing"]),
        ({"solution": "Tiếp tục quan tâm đồ chơi"}, ["words-without-figure"]),
        ({"solution": "Tiếp tục mua 5 bộ đồ chơi"}, []),
        ({"complete_by": date(2026, 9, 1)}, ["outside-school-year"]),
    ],
)
def test_what_is_too_loose_is_pointed_out(more: Any, said: list[str]) -> None:
    assert list(warnings(replace(WORK, **more), 2025)) == said


def test_a_form_that_no_day_has_is_refused() -> None:
    law = LETTERS
    early = replace(law.report, approved_on=date(2010, 5, 1), year=2010)
    command = replace(law.draft(), year=2010, id="m1_2010", on=date(2010, 9, 10))
    known = Drafting({"m1_2009": replace(early, year=2009)}, None)
    law.spec.given().when(command, known).then_rejected("plan-form-missing")
