"""J1 step by step on every rule set: what each step brings, and what refuses it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from libs.law.standards import RuleSet, guidance, levels, work_plans
from services.assessment.cycle.approval import ApproveReport
from services.assessment.cycle.carry_over import CarryOver, Earlier
from services.assessment.cycle.confirmation import ConfirmCriteria
from services.assessment.cycle.course import OWN_DAYS, Reopening
from services.assessment.cycle.elements import PinGuidance, Tick
from services.assessment.cycle.events.council import (
    CriteriaHandedOver,
    GroupsFormed,
    PlanApproved,
    PlanStep,
    WorkingGroup,
)
from services.assessment.cycle.events.report import (
    CycleAbandoned,
    CycleClosed,
    CycleReopened,
    ReportApproved,
    ReportCommented,
    ReportCompleted,
    ReportPublished,
    ReportReceived,
    ReportSubmitted,
    VoteCast,
)
from services.assessment.cycle.events.work import (
    CriterionConfirmed,
    Description,
    ElementTicked,
    ReportPartRecorded,
    SheetCarriedOver,
    SheetRecorded,
)
from services.assessment.cycle.groups import FormGroups
from services.assessment.cycle.opening import PLAN_FIRST, OpenCycle, Opening
from services.assessment.cycle.rules import CYCLE
from services.assessment.cycle.sheet import RecordSheet
from services.assessment.cycle.state import Open, State
from services.assessment.cycle.texts import RecordReportPart, RecordStandard
from services.assessment.cycle.votes import CastVote, Quorum
from services.assessment.shared.duties import Desk, Due, DutyDone
from tests.assessment.course import (
    CHAIR,
    MEMBER,
    OFFICE,
    SECRETARY,
    SETS,
    STRANGER,
    TEACHER,
    Commands,
)
from tests.assessment.sample import CYCLES
from tests.spec import Given

EACH = pytest.mark.parametrize("rules", SETS, ids=lambda rules: f"{rules.id}-{rules.revision}")
TT57 = next(rules for rules in SETS if rules.id == "tt57-2026-general")
OLD = next(rules for rules in SETS if rules.id == "tt17-2018-primary")


def way(do: Commands) -> dict[str, Sequence[Any]]:
    """Return the usual way, step by step."""
    return {
        "opened": [do.open()],
        "staffed": [do.council()],
        "grouped": [do.groups()],
        "planned": [do.plan()],
        "written": [*do.sheets("first"), *do.sheets("rest"), *do.standards(), *do.parts()],
        "confirmed": [do.confirm("first"), do.confirm("rest")],
        "completed": [do.complete()],
        "approved": [do.approve()],
        "submitted": [do.submit()],
        "closed": [do.close()],
    }


def upto(do: Commands, last: str) -> Given[Any, Any]:
    """Return a cycle that has come so far."""
    commands: list[Any] = []
    for name, step in way(do).items():
        commands += step
        if name == last:
            break
    return CYCLES.given(*CYCLES.run(commands))


def state_of(stream: Given[Any, Any]) -> State | None:
    """Return how far a cycle is."""
    return CYCLE.fold(stream.past).state


def after(stream: Given[Any, Any], commands: Iterable[Any]) -> Given[Any, Any]:
    """Return a cycle after commands that are accepted."""
    return CYCLES.given(*CYCLES.run([*commands], stream.past))


@EACH
def test_the_usual_way_goes_through_every_state(rules: RuleSet) -> None:
    do = Commands(rules)
    found = {name: state_of(upto(do, name)) for name in way(do)}
    assert found == {
        "opened": State.OPENED,
        "staffed": State.STAFFED,
        "grouped": State.STAFFED,
        "planned": State.COLLECTING,
        "written": State.COLLECTING,
        "confirmed": State.DRAFTING,
        "completed": State.DRAFT_READY,
        "approved": State.APPROVED,
        "submitted": State.SUBMITTED,
        "closed": State.CLOSED,
    }


# Stages of a school of many


def test_each_stage_of_a_school_of_many_has_a_cycle_by_its_own_set() -> None:
    on, known = date(2026, 9, 10), Opening("multi_stage", None, ("preschool", "primary"))
    for stage, rule_set in (("preschool", "tt57-2026-preschool"), ("primary", "tt57-2026-general")):
        id = f"m1_2026_{stage}"
        command = OpenCycle(2026, stage, id=id, school="m1", on=on)  # type: ignore[arg-type]
        (opened,) = CYCLES.decide(command, CYCLE.initial, known)
        assert (opened.rule_set, opened.education_stage) == (rule_set, stage)
        CYCLES.given().when(replace(command, id="m1_2026"), known).then_rejected("cycle-id-differs")
    whole = OpenCycle(2026, id="m1_2026", school="m1", on=on)
    (opened,) = CYCLES.decide(whole, CYCLE.initial, known)
    assert (opened.rule_set, opened.education_stage) == ("tt57-2026-general", None)


def test_a_stage_that_is_not_taught_or_not_assessed_apart_has_no_cycle() -> None:
    known = Opening("multi_stage", None, ("preschool", "lower_secondary"))
    other = OpenCycle(2026, "primary", id="m1_2026_primary", school="m1", on=date(2026, 9, 10))
    refusal = CYCLES.given().when(other, known).then_rejected("stage-not-taught")
    assert "mầm non, trung học cơ sở" in refusal.detail
    on, id = date(2024, 9, 10), "m1_2024_lower_secondary"
    secondary = OpenCycle(2024, "lower_secondary", id=id, school="m1", on=on)
    CYCLES.given().when(secondary, known).then_rejected("stage-not-apart")
    preschool = OpenCycle(2024, "preschool", id="m1_2024_preschool", school="m1", on=on)
    (opened,) = CYCLES.decide(preschool, CYCLE.initial, known)
    assert opened.rule_set == "tt19-2018-preschool"
    alone = Opening("primary", None)
    CYCLES.given().when(other, alone).then_rejected("stage-not-taught")


# Papers and their days


@EACH
def test_a_paper_counts_from_its_own_day(rules: RuleSet) -> None:
    do = Commands(rules)
    signed = do.on - timedelta(days=2)
    (appointed,) = CYCLES.decide(
        replace(do.council(), dated=signed), CYCLE.fold(upto(do, "opened").past)
    )
    assert appointed.appointed_on == signed
    late = replace(do.council(), dated=do.on + timedelta(days=1))
    refusal = upto(do, "opened").when(late).then_rejected("dated-after-entry")
    assert [error.pointer for error in refusal.errors] == ["/dated"]
    old = replace(do.council(), dated=date(do.year - 1, 8, 31))
    upto(do, "opened").when(old).then_rejected("dated-before-year")
    before = replace(do.groups(), dated=signed)
    upto(do, "staffed").when(before).then_rejected("dated-before-last-paper")


@EACH
@pytest.mark.parametrize("step", ["approved", "submitted"])
def test_no_paper_is_older_than_what_it_rests_on(rules: RuleSet, step: str) -> None:
    do = Commands(rules)
    names = list(way(do))
    (knowing,) = way(do)[step]
    early = replace(knowing.command, dated=do.on - timedelta(days=1))
    stream = upto(do, names[names.index(step) - 1])
    stream.when(early, knowing.known).then_rejected("dated-before-last-paper")


# Groups and plan


@EACH
def test_groups_own_each_criterion_once(rules: RuleSet) -> None:
    do = Commands(rules)
    groups = do.groups()
    stream = upto(do, "staffed").when(groups)
    done = stream.then(GroupsFormed(groups.secretariat, groups.groups, do.on))
    done.when(groups).then_nothing()


def test_all_that_is_wrong_with_groups_is_told_at_once() -> None:
    do = Commands(OLD)
    one = WorkingGroup("Nhóm 1", STRANGER, (STRANGER, TEACHER, TEACHER), ("1.1", "9.9"))
    other = WorkingGroup("Nhóm 1", CHAIR, (), ("1.1",))
    command = FormGroups((SECRETARY, SECRETARY), (one, other), on=do.on)
    refusal = upto(do, "staffed").when(command).then_rejected("groups-wrong")
    assert [(error.pointer, error.code) for error in refusal.errors] == [
        ("/secretariat/1", "member-twice"),
        ("/groups/0/head", "head-not-in-council"),
        ("/groups/0/others/0", "member-twice"),
        ("/groups/0/others/2", "member-twice"),
        ("/groups/0/criteria/1", "criterion-unknown"),
        ("/groups/1/name", "group-name-twice"),
        ("/groups/1/criteria/0", "criterion-owned-twice"),
    ]


@EACH
def test_a_plan_needs_an_owner_for_every_criterion(rules: RuleSet) -> None:
    do = Commands(rules)
    upto(do, "opened").when(do.plan()).then_rejected("council-missing")
    upto(do, "staffed").when(do.plan()).then_rejected("groups-missing")
    part = after(upto(do, "staffed"), [do.groups(whole=False)])
    refusal = part.when(do.plan()).then_rejected("plan-wrong")
    assert len(refusal.errors) == len(do.criteria("rest"))
    plan = do.plan()
    done = upto(do, "grouped").when(plan).then(PlanApproved(plan.aim, plan.steps, do.on))
    done.when(plan).then_nothing()
    fuller = replace(plan, number="14/KH", training="Tuần 2", resources="Máy quét, tuần 3")
    said = ("14/KH", "Tuần 2", "Máy quét, tuần 3")
    again = done.when(fuller).then(PlanApproved(plan.aim, plan.steps, do.on, *said))
    again.when(fuller).then_nothing()


@EACH
def test_a_cycle_of_rules_number_2_judges_by_an_approved_plan(rules: RuleSet) -> None:
    do = Commands(rules, PLAN_FIRST)
    before = upto(do, "grouped")
    refusal = before.when(do.sheets("first")[0]).then_rejected("plan-missing")
    assert refusal.rule == work_plans.basis(rules)
    tick = do.tick()
    if tick is not None:
        after(before, [do.pin()]).when(tick).then_rejected("plan-missing")
    command, known = taking_over("m1_2017", SECRETARY), Earlier(rules.id, {})
    before.when(command, known).then_rejected("plan-missing")
    before.when(do.approve()).then_rejected("plan-missing")
    refusal = before.when(do.complete()).then_rejected("report-incomplete")
    assert refusal.errors[0].code == "plan-missing"
    # What is no judgement waits for nothing.
    before.when(do.standards()[0]).then_types("StandardRecorded")
    assert state_of(upto(do, "closed")) is State.CLOSED


@EACH
def test_a_cycle_of_the_first_rules_may_judge_before_its_plan(rules: RuleSet) -> None:
    do = Commands(rules)
    after(upto(do, "staffed"), do.sheets("first"))


def test_a_plan_names_heads_in_the_council_and_steps_that_run_forward() -> None:
    do = Commands(OLD)
    changed = tuple(
        replace(member, person=f"u:q{n}") for n, member in enumerate(do.council().members)
    )
    stream = after(upto(do, "grouped"), [replace(do.council(2), members=changed)])
    back = PlanStep("Viết", do.on, do.on - timedelta(days=1))
    refusal = stream.when(replace(do.plan(), steps=(back,))).then_rejected("plan-wrong")
    assert [error.code for error in refusal.errors] == [
        "chair-not-principal",
        "head-not-in-council",
        "head-not-in-council",
        "step-reversed",
    ]


@EACH
def test_the_principal_is_in_the_chair_or_the_decision_says_why_not(rules: RuleSet) -> None:
    do = Commands(rules)
    other = replace(do.plan(), actor="u:ht")
    refusal = upto(do, "grouped").when(other).then_rejected("plan-wrong")
    assert [error.code for error in refusal.errors] == ["chair-not-principal"]
    why = replace(do.council(2), chair_reason="Hiệu trưởng nghỉ chữa bệnh")
    after(upto(do, "grouped"), [why]).when(other).then_types("PlanApproved")


@EACH
def test_an_absent_persons_criteria_are_handed_over_in_one_act(rules: RuleSet) -> None:
    do = Commands(rules)
    over, first = do.hand_over(), do.criteria("first")
    told = CriteriaHandedOver(TEACHER, "u:gv2", "Nghỉ ốm", first, do.on)
    done = upto(do, "planned").when(over).then(told)
    done.when(over).then_rejected("not-in-groups")
    (sheet,) = do.sheets("first", TEACHER)
    done.when(sheet).then_rejected("criterion-not-yours")
    (sheet,) = do.sheets("first", "u:gv2")
    assert after(done, [sheet]).past[-1] == SheetRecorded(*_texts(sheet.command))


def test_who_heads_a_group_hands_over_to_the_council_alone() -> None:
    do = Commands(OLD)
    stream = upto(do, "planned")
    head = replace(do.hand_over(), absent=MEMBER, taken_by=TEACHER)
    stream.when(head).then_rejected("head-not-in-council")
    to = replace(head, taken_by=SECRETARY)
    (told,) = CYCLES.decide(to, CYCLE.fold(stream.past))
    assert told.criteria == do.criteria("rest")
    stream.when(replace(head, taken_by=MEMBER)).then_rejected("successor-same")
    upto(do, "staffed").when(head).then_rejected("groups-missing")


# Who writes


@EACH
def test_a_group_writes_its_own_criteria_once_a_plan_is_approved(rules: RuleSet) -> None:
    do = Commands(rules)
    (sheet,) = do.sheets("first", MEMBER)
    refusal = upto(do, "planned").when(sheet).then_rejected("criterion-not-yours")
    assert "Nhóm 1" in refusal.detail
    for by in (TEACHER, SECRETARY, CHAIR):
        assert after(upto(do, "planned"), do.sheets("first", by))
    assert after(upto(do, "grouped"), do.sheets("first", MEMBER))


# Content elements


WITH_ELEMENTS = [rules for rules in SETS if Commands(rules).tick() is not None]
EACH_WITH = pytest.mark.parametrize("rules", WITH_ELEMENTS, ids=lambda r: f"{r.id}-{r.revision}")


@EACH_WITH
def test_an_element_is_found_met_or_not_by_whoever_owns_its_criterion(rules: RuleSet) -> None:
    do = Commands(rules)
    tick = do.tick()
    assert tick is not None
    upto(do, "planned").when(tick).then_rejected("guidance-not-pinned")
    stream = after(upto(do, "planned"), [do.pin()])
    (one,) = tick.ticks
    done = stream.when(tick).then(ElementTicked(tick.criterion, one.element, "met"))
    done.when(tick).then_nothing()
    stream.when(replace(tick, actor=MEMBER, role="council_member")).then_rejected(
        "criterion-not-yours"
    )
    wrong = replace(tick, ticks=(Tick("9.9-1.1", "met"), replace(one, verdict="other"), one))
    refusal = stream.when(wrong).then_rejected("ticks-wrong")
    assert [(error.pointer, error.code) for error in refusal.errors] == [
        ("/ticks/0/element", "element-unknown"),
        ("/ticks/1/note", "note-missing"),
        ("/ticks/2/element", "element-twice"),
    ]


@EACH_WITH
def test_a_sheet_brings_what_was_found_of_its_elements_all_of_it_or_nothing(rules: RuleSet) -> None:
    do = Commands(rules)
    tick = do.tick()
    assert tick is not None
    (sheet,) = do.sheets("first")
    with_tick = replace(sheet, command=replace(sheet.command, ticks=tick.ticks))
    upto(do, "planned").when(with_tick).then_rejected("guidance-not-pinned")
    stream = after(upto(do, "planned"), [do.pin()])
    (one,) = tick.ticks
    wrong = replace(sheet.command, ticks=(replace(one, verdict="other"),))
    refusal = stream.when(replace(sheet, command=wrong)).then_rejected("ticks-wrong")
    assert [error.pointer for error in refusal.errors] == ["/ticks/0/note"]
    judged = ["IndicatorJudged"] * len(sheet.command.judgements)
    done = stream.when(with_tick).then_types(*judged, "SheetRecorded", "ElementTicked")
    done.when(with_tick).then_nothing()


@EACH
def test_a_cycle_pins_an_edition_of_its_own_guidance(rules: RuleSet) -> None:
    do = Commands(rules)
    stream = upto(do, "opened").when(do.pin()).then_types("GuidancePinned")
    stream.when(do.pin()).then_nothing()
    stream.when(PinGuidance("0" * 64)).then_rejected("guidance-unknown")
    other = next(r for r in SETS if r.id != rules.id)
    foreign = guidance.of(other.id, other.revision).hash
    opening = do.open()
    at_once = replace(opening.command, guidance=do.pin().guidance)
    (opened,) = CYCLES.decide(at_once, CYCLE.initial, opening.known)
    assert opened.guidance == do.pin().guidance
    wrong = replace(at_once, guidance=foreign)
    CYCLES.given().when(wrong, opening.known).then_rejected("guidance-unknown")
    stream.when(PinGuidance(foreign)).then_rejected("guidance-unknown")


# Confirmation, votes, completion


@EACH
def test_the_council_confirms_whole_sheets(rules: RuleSet) -> None:
    do = Commands(rules)
    stream = after(upto(do, "planned"), do.sheets("first"))
    (first,) = do.criteria("first")
    done = stream.when(do.confirm("first")).then(
        CriterionConfirmed(first, len(do.criteria("rest")), do.on)
    )
    done.when(do.confirm("first")).then_nothing()
    stream.when(do.confirm("first", MEMBER)).then_rejected("not-in-council")
    refusal = stream.when(do.confirm("rest")).then_rejected("sheets-incomplete")
    assert {"indicator-unjudged"} <= {error.code for error in refusal.errors}
    unknown = ConfirmCriteria(("9.9",), actor=SECRETARY, on=do.on)
    stream.when(unknown).then_rejected("criterion-unknown")


@EACH
def test_what_is_changed_is_confirmed_and_completed_anew(rules: RuleSet) -> None:
    do = Commands(rules)
    stream = after(upto(do, "completed"), [do.vote(), *do.sheets("first", weak=True)])
    state = CYCLE.fold(stream.past)
    assert isinstance(state, Open)
    assert state.work.confirmed == {*do.criteria("rest")}
    assert (state.completed, state.state) == (None, State.COLLECTING)
    assert not state.ballots
    refusal = stream.when(do.complete()).then_rejected("report-incomplete")
    assert [error.code for error in refusal.errors] == ["criterion-unconfirmed"]
    said = after(upto(do, "completed"), do.standards("Khác"))
    assert state_of(said) is State.DRAFTING


@EACH
def test_the_secretary_completes_what_lacks_nothing(rules: RuleSet) -> None:
    do = Commands(rules)
    level = 1
    stream = upto(do, "confirmed").when(do.complete())
    form = {"tt17": "5932-2018", "tt18": "5932-2018", "tt19": "5942-2018", "tt57": "tt57-form-1"}
    done = stream.then(ReportCompleted(form[rules.id[:4]], level, do.on))
    done.when(do.complete()).then_nothing()
    upto(do, "confirmed").when(do.complete(MEMBER)).then_rejected("not-in-council")
    claims = replace(do.complete(), claimed_level=2)
    refusal = upto(do, "confirmed").when(claims).then_rejected("level-differs")
    assert [error.pointer for error in refusal.errors] == ["/claimed_level"]


@EACH
def test_completion_names_everything_that_is_wrong(rules: RuleSet) -> None:
    do = Commands(rules)
    refusal = upto(do, "planned").when(do.complete()).then_rejected("report-incomplete")
    told = {error.code for error in refusal.errors}
    assert {
        "indicator-unjudged",
        "standard-text-missing",
        "report-part-missing",
        "criterion-unconfirmed",
    } <= told
    assert ("sheet-text-missing" in told) == rules.id.startswith(("tt17", "tt18", "tt19"))
    indicators = [i for c in levels.criteria(rules) for i in levels.indicators(rules, c)]
    unjudged = [error for error in refusal.errors if error.code == "indicator-unjudged"]
    assert len(unjudged) == sum(level == 1 for level, _ in indicators)


@EACH
def test_members_of_the_council_vote_and_may_change_their_vote(rules: RuleSet) -> None:
    do = Commands(rules)
    stream = upto(do, "completed").when(do.vote()).then(VoteCast(MEMBER, None, "in_favour"))
    stream.when(do.vote()).then_nothing()
    against = CastVote("against", note="Thiếu", actor=MEMBER)
    changed = stream.when(against).then(VoteCast(MEMBER, None, "against", "Thiếu"))
    (approved,) = CYCLES.decide(do.approve(), CYCLE.fold(changed.past))
    assert (approved.in_favour, approved.opposed, approved.quorum) == (0, 1, None)
    upto(do, "completed").when(do.vote(STRANGER)).then_rejected("not-in-council")
    upto(do, "confirmed").when(do.vote()).then_rejected("report-not-completed")
    sheet = CastVote("in_favour", do.criteria("first")[0], actor=MEMBER)
    upto(do, "written").when(sheet).then_types("VoteCast")
    upto(do, "written").when(replace(sheet, criterion="9.9")).then_rejected("criterion-unknown")
    both = tuple(levels.criteria(rules)[:2])
    several = CastVote("in_favour", note="Đồng ý", criteria=both, actor=MEMBER)
    voted = [VoteCast(MEMBER, each, "in_favour", "Đồng ý") for each in both]
    upto(do, "written").when(several).then(*voted)
    once = upto(do, "written").when(replace(several, criteria=both[:1])).then(voted[0])
    once.when(several).then(voted[1])
    wrong = replace(several, criteria=("9.8", both[0], "9.9"))
    refusal = upto(do, "written").when(wrong).then_rejected("criterion-unknown")
    assert [error.pointer for error in refusal.errors] == ["/criteria/0", "/criteria/2"]


@EACH
def test_a_quorum_holds_where_the_province_states_one(rules: RuleSet) -> None:
    do = Commands(rules)
    quorum = Quorum(50, 40, "QĐ 1")
    command = do.approve().command
    stream = after(upto(do, "completed"), [do.vote(f"u:p{n}") for n in range(3)])
    refusal = stream.when(command, quorum).then_rejected("quorum-missing")
    assert "3/7" in refusal.detail
    assert refusal.rule == "QĐ 1"
    enough = after(stream, [CastVote("abstained", actor="u:p3")])
    (approved,) = CYCLES.decide(command, CYCLE.fold(enough.past), quorum)
    assert (approved.in_favour, approved.abstained, approved.quorum) == (3, 1, "QĐ 1")
    few = replace(quorum, in_favour=50)
    enough.when(command, few).then_rejected("quorum-missing")
    confirm = do.confirm("first").command
    upto(do, "written").when(confirm, quorum).then_rejected("quorum-missing")


# Comments, approval, publication, submission


@EACH
def test_the_office_comments_once_the_draft_is_complete(rules: RuleSet) -> None:
    do = Commands(rules)
    upto(do, "confirmed").when(do.comment()).then_rejected("report-not-completed")
    told = ReportCommented(None, "Nói rõ hơn", do.on)
    for step in ("completed", "approved", "submitted"):
        upto(do, step).when(do.comment()).then(told).when(do.comment()).then_nothing()
    upto(do, "closed").when(do.comment()).then_rejected("cycle-closed")
    unknown = replace(do.comment(), criterion="9.9")
    upto(do, "completed").when(unknown).then_rejected("criterion-unknown")


@EACH
def test_a_report_is_complete_before_it_is_approved(rules: RuleSet) -> None:
    do = Commands(rules)
    upto(do, "confirmed").when(do.approve()).then_rejected("report-not-completed")
    refusal = upto(do, "planned").when(do.approve()).then_rejected("report-incomplete")
    assert len(refusal.errors) > len(levels.criteria(rules))
    stream = upto(do, "completed").when(do.approve()).then_types("ReportApproved")
    stream.when(do.approve()).then_nothing()


def test_an_approval_is_late_from_the_day_that_the_rule_set_names() -> None:
    for rules, day, late in (
        (TT57, date(2027, 6, 14), False),
        (TT57, date(2027, 6, 15), True),
        (OLD, date(2019, 6, 30), False),
    ):
        do = Commands(rules)
        if rules is TT57:
            assert do.year == 2025
            day = day.replace(year=day.year - 1)
        command = ApproveReport(on=day)
        (approved,) = CYCLES.decide(command, CYCLE.fold(upto(do, "completed").past), None)
        assert isinstance(approved, ReportApproved)
        assert approved.late == late


@EACH
def test_an_approved_report_is_made_public_inside_the_school(rules: RuleSet) -> None:
    do = Commands(rules)
    upto(do, "completed").when(do.publish()).then_rejected("report-not-approved")
    done = upto(do, "approved").when(do.publish()).then(ReportPublished("Văn phòng", do.on))
    done.when(do.publish()).then_nothing()
    upto(do, "submitted").when(do.publish()).then_types("ReportPublished")


@EACH
def test_a_report_goes_to_the_office_that_receives_it(rules: RuleSet) -> None:
    do = Commands(rules)
    upto(do, "completed").when(do.submit()).then_rejected("report-not-approved")
    done = upto(do, "approved").when(do.submit()).then(ReportSubmitted(do.on, OFFICE))
    done.when(do.submit()).then_nothing()
    upto(do, "approved").when(do.submit("so")).then_rejected("receiver-differs")
    nobody = do.submit().command
    upto(do, "approved").when(nobody, Desk(None, ())).then_rejected("receiver-missing")
    unsaid = do.submit(None)
    upto(do, "approved").when(unsaid).then(ReportSubmitted(do.on))


def test_a_report_is_late_by_the_dates_of_letters() -> None:
    do = Commands(OLD)
    stream, command = upto(do, "approved"), do.submit().command
    kept = Due("l1", "R1", do.on + timedelta(days=1), "mark_late")
    missed = Due("l2", "R2", do.on, "mark_late")
    stream.when(command, Desk(OFFICE, (kept, missed))).then(
        ReportSubmitted(
            do.on,
            OFFICE,
            (
                DutyDone("l1", "R1", kept.before, late=False),
                DutyDone("l2", "R2", missed.before, late=True),
            ),
        )
    )
    strict = Desk(OFFICE, (replace(missed, effect="refuse"),))
    stream.when(command, strict).then_rejected("handed-in-too-late")


@EACH
def test_the_office_that_a_report_went_to_acknowledges_it(rules: RuleSet) -> None:
    do = Commands(rules)
    upto(do, "approved").when(do.acknowledge()).then_rejected("report-not-submitted")
    done = upto(do, "submitted").when(do.acknowledge()).then(ReportReceived("15", do.on))
    done.when(do.acknowledge()).then_nothing()
    upto(do, "submitted").when(do.acknowledge("so")).then_rejected("receiver-differs")
    unsaid = after(upto(do, "approved"), [do.submit(None)])
    unsaid.when(do.acknowledge()).then_rejected("receiver-differs")


# Reopening, giving up, closing


@EACH
def test_a_submitted_report_is_reopened_as_a_new_version(rules: RuleSet) -> None:
    do = Commands(rules)
    upto(do, "approved").when(do.reopen()).then_rejected("report-not-submitted")
    upto(do, "submitted").when(do.reopen(running=True)).then_rejected("evaluation-running")
    stream = upto(do, "submitted").when(do.reopen()).then(CycleReopened("Cập nhật", 2, do.on))
    assert state_of(stream) is State.COLLECTING
    again = [do.complete(), do.approve(), do.submit()]
    third = after(stream, again).when(do.reopen()).then(CycleReopened("Cập nhật", 3, do.on))
    changed = after(third, do.sheets("first", weak=True))
    refusal = changed.when(do.complete()).then_rejected("report-incomplete")
    assert [error.code for error in refusal.errors] == ["criterion-unconfirmed"]


@EACH
def test_an_update_is_late_by_the_days_of_updates_alone(rules: RuleSet) -> None:
    do = Commands(rules)
    july = date(do.year + 1, 7, 20)
    first = Due("l1", "R002-16", date(do.year + 1, 4, 15), "mark_late")
    missed, kept = (Due("l2", "R003-02", july + timedelta(days=n), "mark_late") for n in (0, 12))
    known = Reopening(rules_number=OWN_DAYS)
    stream = upto(do, "submitted").when(do.reopen().command, known)
    again = stream.then(CycleReopened("Cập nhật", 2, do.on, own_days=True))
    completed = after(again, [do.complete()])
    approve = do.approve()
    (approved,) = CYCLES.decide(replace(approve.command, on=july), CYCLE.fold(completed.past), None)
    assert (approved.approved_on, approved.late) == (july, False)
    done = CYCLES.given(*completed.past, approved)
    submit = replace(do.submit(OFFICE).command, on=july)
    for due, late in ((missed, True), (kept, False)):
        answered = DutyDone("l2", "R003-02", due.before, late)
        done.when(submit, Desk(OFFICE, (first,), (due,))).then(
            ReportSubmitted(july, OFFICE, (answered,))
        )
    done.when(submit, Desk(OFFICE, (first,), ())).then(ReportSubmitted(july, OFFICE, ()))


@EACH
def test_an_update_that_older_rules_began_is_late_by_the_days_of_the_first(rules: RuleSet) -> None:
    do = Commands(rules)
    stream = upto(do, "submitted").when(do.reopen()).then(CycleReopened("Cập nhật", 2, do.on))
    done = after(stream, [do.complete(), do.approve()])
    missed = Due("l1", "R1", do.on, "mark_late")
    answered = (DutyDone("l1", "R1", do.on, late=True),)
    submit = do.submit(OFFICE).command
    done.when(submit, Desk(OFFICE, (missed,))).then(ReportSubmitted(do.on, OFFICE, answered))


@EACH
@pytest.mark.parametrize("step", ["opened", "staffed", "planned", "completed", "submitted"])
def test_an_open_cycle_may_be_given_up_and_opened_anew(rules: RuleSet, step: str) -> None:
    do = Commands(rules)
    upto(do, step).when(do.abandon(running=True)).then_rejected("evaluation-running")
    done = upto(do, step).when(do.abandon()).then(CycleAbandoned("Mở nhầm", do.on))
    done.when(do.abandon()).then_nothing()
    done.when(do.council()).then_rejected("cycle-abandoned")
    anew = done.when(do.open()).then_types("CycleOpened")
    assert CYCLE.fold(anew.past) == CYCLE.fold(upto(do, "opened").past)


@EACH
def test_a_cycle_is_closed_when_a_plan_was_made_from_it(rules: RuleSet) -> None:
    do = Commands(rules)
    upto(do, "approved").when(do.close()).then_rejected("report-not-submitted")
    upto(do, "submitted").when(do.close(planned=False)).then_rejected("plan-not-drafted")
    done = upto(do, "submitted").when(do.close()).then(CycleClosed(do.on))
    done.when(do.close()).then_nothing()
    for command in (do.council(), do.reopen(), do.abandon(), do.acknowledge(), do.publish()):
        done.when(command).then_rejected("cycle-closed")


# Texts


@EACH
def test_parts_and_standards_are_those_of_the_form(rules: RuleSet) -> None:
    do = Commands(rules)
    stream = upto(do, "staffed")
    part = do.parts()[0]
    done = stream.when(part).then(ReportPartRecorded(part.report_part, "Lời văn"))
    done.when(part).then_nothing()
    unknown = RecordReportPart("preface", "", on=do.on)
    refusal = stream.when(unknown).then_rejected("report-part-unknown")
    assert part.report_part in refusal.detail
    stream.when(RecordStandard(19, "x")).then_rejected("standard-unknown")
    stream.when(do.standards()[0]).then_types("StandardRecorded")
    upto(do, "opened").when(part).then_rejected("council-missing")


@EACH
def test_a_level_is_described_once_and_is_one_of_the_criterion(rules: RuleSet) -> None:
    do = Commands(rules)
    (knowing,) = do.sheets("first")
    for descriptions, code in (
        ((Description(1, "a"), Description(1, "b")), "level-described-twice"),
        ((Description(4, "a"),), "level-unknown"),
    ):
        command = replace(knowing.command, descriptions=descriptions)
        upto(do, "planned").when(command, knowing.known).then_rejected(code)


# Carrying over


@EACH
def test_empty_sheets_begin_with_the_texts_of_an_earlier_cycle(rules: RuleSet) -> None:
    do = Commands(rules)
    first, *rest = levels.criteria(rules)
    texts = ("Cũ", "Yếu", "Bổ sung", (Description(1, "x"),))
    known = Earlier(rules.id, {c: SheetRecorded(c, *texts) for c in (first, rest[0])})
    command = taking_over("m1_2017", SECRETARY)
    stream = after(upto(do, "planned"), do.sheets("first"))
    carried = SheetCarriedOver("m1_2017", rest[0], *texts)
    done = stream.when(command, known).then(carried)
    done.when(command, known).then_nothing()
    state = CYCLE.fold(done.past)
    assert isinstance(state, Open)
    assert state.work.carried == {rest[0]}
    whole = after(done, do.sheets("rest"))
    refusal = whole.when(do.complete()).then_rejected("report-incomplete")
    assert "text-carried" in {error.code for error in refusal.errors}
    confirmed = CYCLE.fold(after(whole, [do.confirm("rest")]).past)
    assert isinstance(confirmed, Open)
    assert not confirmed.work.carried


@EACH
def test_texts_come_from_a_cycle_of_the_same_school_and_set(rules: RuleSet) -> None:
    do = Commands(rules)
    stream, first = upto(do, "planned"), levels.criteria(rules)[0]
    known = Earlier(rules.id, {first: SheetRecorded(first, "Cũ", "", "")})
    unopened = Earlier(None, {})
    stream.when(taking_over("m1_2017", MEMBER), unopened).then_rejected("source-unknown")
    stream.when(taking_over("m2_2017", MEMBER), known).then_rejected("source-unknown")
    foreign = replace(known, rule_set="tt15")
    stream.when(taking_over("m1_2017", MEMBER), foreign).then_rejected("source-of-other-rules")
    stream.when(taking_over("m1_2017", MEMBER, first), known).then_rejected("criterion-not-yours")
    stream.when(taking_over("m1_2017", MEMBER), known).then_nothing()


def taking_over(source: str, by: str, *criteria: str) -> CarryOver:
    """Return the command of a member of the council of m1."""
    return CarryOver(source, criteria, school="m1", actor=by, role="council_member")


def _texts(command: RecordSheet) -> tuple[Any, ...]:
    texts = (command.criterion, command.strengths, command.weaknesses, command.improvement)
    return (*texts, command.descriptions, command.measures)
