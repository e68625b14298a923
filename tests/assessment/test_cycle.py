from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from libs.engine.procedure import Act
from libs.law import standards
from libs.law.standards import levels
from services.assessment.cycle.approval import ApproveReport
from services.assessment.cycle.council import AppointCouncil
from services.assessment.cycle.events import CycleEvent
from services.assessment.cycle.events.council import CouncilAppointed, CouncilMember
from services.assessment.cycle.events.report import ReportApproved, ReportSubmitted
from services.assessment.cycle.opening import OpenCycle
from services.assessment.cycle.rules import CYCLE, Command
from services.assessment.cycle.schools_here import SchoolRegistered, SchoolsHere
from services.assessment.cycle.sheet import Cited
from services.assessment.cycle.state import Approved
from services.assessment.cycle.submission import SubmitReport
from tests.assessment.sample import (
    CODE,
    CYCLES,
    OPENED_ON,
    OPENING,
    OTHER_CODE,
    RULES,
    appointed,
    judged,
    judged_to,
    line,
    members,
    opened,
    recorded,
    sheet,
)

cycle = CYCLES
OPEN = OpenCycle(2024, id="m1_2024", school="m1", on=OPENED_ON)
APPOINT = AppointCouncil("01/QĐ", members(7), on=OPENED_ON)
MAY = date(2025, 5, 5)
APPROVE = ApproveReport(on=MAY)


def approved(*events: CycleEvent) -> tuple[CycleEvent, ...]:
    """Return a cycle whose report has just been approved on these judgements."""
    past = (opened(), appointed(), *events)
    return (*past, *CYCLES.decide(APPROVE, CYCLE.fold(past)))


def report_of(events: Sequence[CycleEvent]) -> ReportApproved:
    """Return the approved report of a cycle."""
    state = CYCLE.fold(events)
    assert isinstance(state, Approved)
    return state.approved


# Opening


def test_a_cycle_opens_under_the_rules_in_force_on_its_day() -> None:
    cycle.given().when(OPEN).then(opened()).when(OPEN).then_nothing()
    assert (opened().rule_set, opened().revision) == ("tt19-2018-preschool", "r1")


def test_a_school_opens_cycles_until_its_last_day() -> None:
    closed = replace(OPENING, closed_on=OPENED_ON)
    cycle.given().when(OPEN, closed).then_rejected("school-closed")
    last = replace(OPENING, closed_on=OPENED_ON + timedelta(days=1))
    cycle.given().when(OPEN, last).then(opened())


def test_an_open_cycle_keeps_its_rules_when_the_law_changes() -> None:
    later = replace(OPEN, on=date(2025, 2, 1))
    cycle.given(opened()).when(later).then_nothing()
    stream = cycle.given(opened(), appointed()).when(sheet("3.6", line(1, "a")))
    stream.then(judged("3.6", 1, "a"), recorded("3.6"))
    amended = opened(on=date(2025, 2, 1))
    cycle.given(amended, appointed()).when(sheet("3.6", line(1, "a"))).then_rejected(
        "indicator-unknown"
    )


def test_a_cycle_under_rules_not_verified_says_so() -> None:
    after = opened(on=date(2025, 2, 1))
    cycle.given().when(replace(OPEN, on=date(2025, 2, 1))).then(after)
    assert (after.revision, after.needs_verification) == ("r2", True)
    assert after.warnings


def test_no_cycle_opens_under_criteria_that_are_not_at_hand() -> None:
    continuing = replace(OPENING, kind="continuing_education")
    cycle.given().when(OPEN, continuing).then_rejected("rule-set-not-usable")


def test_no_cycle_opens_where_no_text_is_in_force() -> None:
    early = replace(OPEN, id="m1_2010", year=2010, on=date(2010, 9, 10))
    cycle.given().when(early).then_rejected("rule-set-missing")


@pytest.mark.parametrize("on", [date(2023, 9, 1), date(2024, 8, 31), date(2025, 8, 31)])
def test_a_cycle_opens_in_its_school_year_or_the_one_before(on: date) -> None:
    cycle.given().when(replace(OPEN, on=on)).then_types("CycleOpened")


@pytest.mark.parametrize("on", [date(2023, 8, 31), date(2025, 9, 1)])
def test_no_cycle_opens_for_a_year_that_is_over_or_far(on: date) -> None:
    refusal = cycle.given().when(replace(OPEN, on=on)).then_rejected("year-not-open")
    assert "2024-2025" in refusal.detail


@pytest.mark.parametrize("id", ["m1_2025", "m1", "m1_2024_1"])
def test_a_school_has_one_cycle_a_year(id: str) -> None:
    cycle.given().when(replace(OPEN, id=id)).then_rejected("cycle-id-differs")


# The council


def test_the_principal_appoints_a_council() -> None:
    cycle.given(opened()).when(APPOINT).then(appointed()).when(APPOINT).then_nothing()
    later = replace(APPOINT, on=MAY)
    cycle.given(opened(), appointed()).when(later).then_nothing()


def test_another_council_may_take_its_place() -> None:
    other = AppointCouncil("02/QĐ", members(8), on=MAY)
    replaced = CouncilAppointed("02/QĐ", members(8), MAY)
    cycle.given(opened(), appointed()).when(other).then(replaced)


def test_a_council_has_at_least_the_members_of_the_rule_set() -> None:
    six = replace(APPOINT, members=members(6))
    refusal = cycle.given(opened()).when(six).then_rejected("council-too-small")
    assert "7" in refusal.detail
    assert refusal.rule == "TT 19/2018: hội đồng tự đánh giá"


def test_under_the_rules_of_2026_a_council_is_odd() -> None:
    on = date(2026, 9, 10)
    past = replace(opened("primary", on), year=2026)
    for size, code in ((4, "council-too-small"), (6, "council-not-odd")):
        few = AppointCouncil("01/QĐ", members(size), on=on)
        cycle.given(past).when(few).then_rejected(code)
    five = AppointCouncil("01/QĐ", members(5), on=on)
    cycle.given(past).when(five).then(CouncilAppointed("01/QĐ", members(5), on))


@pytest.mark.parametrize(
    ("position", "post", "code"),
    [
        (0, "member", "council-chair"),
        (2, "chair", "council-chair"),
        (1, "vice_chair", "council-secretary"),
        (3, "secretary", "council-secretary"),
    ],
)
def test_a_council_has_one_chair_and_one_secretary(position: int, post: str, code: str) -> None:
    changed = list(members(7))
    changed[position] = CouncilMember(
        f"u:p{position}",
        post,  # type: ignore[arg-type]
    )
    command = replace(APPOINT, members=tuple(changed))
    cycle.given(opened()).when(command).then_rejected(code)


def test_all_that_is_wrong_with_a_council_is_said_at_once() -> None:
    two = (CouncilMember("u:p0", "member"), CouncilMember("u:p0", "member"))
    refusal = (
        cycle.given(opened()).when(replace(APPOINT, members=two)).then_rejected("council-too-small")
    )
    assert [(error.pointer, error.code) for error in refusal.errors] == [
        ("/members", "council-too-small"),
        ("/members", "council-chair"),
        ("/members", "council-secretary"),
        ("/members/1/person", "member-twice"),
    ]
    assert "đúng một thư ký" in refusal.detail


def test_a_person_sits_in_the_council_once() -> None:
    twice = replace(APPOINT, members=(*members(7), CouncilMember("u:p3", "member")))
    refusal = cycle.given(opened()).when(twice).then_rejected("member-twice")
    assert [error.pointer for error in refusal.errors] == ["/members/7/person"]


# The sheets


def test_a_sheet_brings_each_judgement_and_its_texts_in_one_batch() -> None:
    command = sheet("1.1", line(1, "a"), line(1, "b", False), strengths="Kế hoạch rõ")
    stream = cycle.given(opened(), appointed()).when(command)
    done = stream.then(
        judged("1.1", 1, "a"), judged("1.1", 1, "b", met=False), recorded("1.1", "Kế hoạch rõ")
    )
    done.when(command).then_nothing()


def test_only_what_changed_on_a_sheet_is_recorded() -> None:
    past = (opened(), appointed(), judged("1.1", 1, "a"), judged("1.1", 1, "b"), recorded("1.1"))
    cycle.given(*past).when(sheet("1.1", line(1, "a"), line(1, "b", False))).then(
        judged("1.1", 1, "b", met=False)
    )
    cycle.given(*past).when(sheet("1.1", strengths="Mới")).then(recorded("1.1", "Mới"))


def test_other_evidence_for_the_same_judgement_is_a_change() -> None:
    past = (opened(), appointed(), judged("1.1", 1, "a"), recorded("1.1"))
    cycle.given(*past).when(sheet("1.1", line(1, "a", True, OTHER_CODE))).then_types(
        "IndicatorJudged"
    )


def test_the_hash_of_each_item_cited_stands_in_the_event() -> None:
    command = sheet("1.1", line(1, "a", True, OTHER_CODE, CODE))
    events = CYCLES.decide(command, CYCLE.fold([opened(), appointed()]))
    assert [event.ev for event in events if hasattr(event, "ev")] == [("b" * 64, "a" * 64)]


def test_an_indicator_that_is_met_cites_evidence() -> None:
    command = sheet("1.1", line(1, "a"), replace(line(1, "b"), evidence=()))
    refusal = cycle.given(opened(), appointed()).when(command).then_rejected("evidence-missing")
    assert [error.pointer for error in refusal.errors] == ["/judgements/1/evidence"]
    assert "1.1/1b" in refusal.detail


def test_evidence_that_is_cited_is_registered_met_or_not() -> None:
    for met in (True, False):
        command = sheet("1.1", line(1, "a", met, CODE, "H9-1.1-99"))
        refusal = (
            cycle.given(opened(), appointed())
            .when(command)
            .then_rejected("evidence-not-registered")
        )
        assert [error.pointer for error in refusal.errors] == ["/judgements/0/evidence/1"]


def test_an_evidence_code_has_the_form_of_the_rule_set() -> None:
    command = sheet("1.1", line(1, "a", True, "MC.1.1.01"))
    refusal = cycle.given(opened(), appointed()).when(command).then_rejected("evidence-code-form")
    assert "[H1-1.1-01]" in refusal.detail
    past = opened("primary", date(2026, 9, 10))
    new = sheet("1.1", line(1, "-", True, "MC.1.1.01"))
    cycle.given(past, appointed(5)).when(new).then_types("IndicatorJudged", "SheetRecorded")
    old = sheet("1.1", line(1, "-"))
    cycle.given(past, appointed(5)).when(old).then_rejected("evidence-code-form")


def test_a_2018_code_may_be_written_with_its_brackets() -> None:
    command = sheet("1.1", line(1, "a", True, f"[{CODE}]"))
    known = Cited({f"[{CODE}]": "a" * 64})
    stream = cycle.given(opened(), appointed())
    stream.when(command, known).then_types("IndicatorJudged", "SheetRecorded")


@pytest.mark.parametrize(
    ("criterion", "level", "indicator"),
    [("9.9", 1, "a"), ("1.1", 1, "d"), ("1.2", 3, "-"), ("1.1", 4, "1"), ("22", 4, "9")],
)
def test_only_indicators_of_the_rule_set_are_judged(
    criterion: str, level: int, indicator: str
) -> None:
    command = sheet(criterion, line(level, indicator))
    cycle.given(opened(), appointed()).when(command).then_rejected("indicator-unknown")


def test_an_indicator_stands_once_on_a_sheet() -> None:
    command = sheet("1.1", line(1, "a"), line(1, "a", False))
    refusal = cycle.given(opened(), appointed()).when(command).then_rejected("indicator-twice")
    assert [error.pointer for error in refusal.errors] == ["/judgements/1"]


def test_a_level_is_judged_only_when_all_below_it_is() -> None:
    first = tuple(line(1, letter) for letter in "abc")
    skipped = sheet("1.1", *first[:2], line(2, "-"))
    refusal = cycle.given(opened(), appointed()).when(skipped).then_rejected("lower-level-unjudged")
    assert [error.pointer for error in refusal.errors] == ["/judgements/2"]
    assert "1.1/1c" in refusal.detail
    whole = sheet("1.1", line(2, "-"), *first)
    cycle.given(opened(), appointed()).when(whole).then_types(
        *["IndicatorJudged"] * 4, "SheetRecorded"
    )
    before = [judged("1.1", 1, letter, met=False) for letter in "abc"]
    cycle.given(opened(), appointed(), *before).when(sheet("1.1", line(2, "-"))).then_types(
        "IndicatorJudged", "SheetRecorded"
    )


def test_a_whole_level_is_not_met_above_one_that_is_not() -> None:
    code = "MC.1.1.01"
    past = (opened("primary", date(2026, 9, 10)), appointed(5))
    over = sheet("1.1", line(1, "-", False), line(2, "-", True, code))
    cycle.given(*past).when(over).then_rejected("lower-level-not-met")
    both = sheet("1.1", line(1, "-", True, code), line(2, "-", True, code))
    stream = (
        cycle.given(*past)
        .when(both)
        .then_types("IndicatorJudged", "IndicatorJudged", "SheetRecorded")
    )
    withdrawn = sheet("1.1", line(1, "-", False))
    stream.when(withdrawn).then_rejected("lower-level-not-met")


def test_the_clauses_of_level_four_are_judged_like_a_criterion() -> None:
    command = sheet("22", line(4, "1"))
    cycle.given(opened(), appointed()).when(command).then(judged("22", 4, "1"), recorded("22"))


def test_the_council_comes_before_the_sheets_and_the_report() -> None:
    for command in (sheet("1.1", line(1, "a")), APPROVE):
        cycle.given(opened()).when(command).then_rejected("council-missing")


# The report


def test_the_report_freezes_the_level_its_judgements_give() -> None:
    for level in (1, 2, 3):
        events = approved(*judged_to(level))
        report = report_of(events)
        assert (report.level, report.next_level) == (level, level + 1)
        assert report.failed == ()
        found = levels.school_level(
            RULES, {(e.criterion, e.level, e.indicator): e.met for e in judged_to(level)}
        )
        assert report.unjudged == found.unjudged
        assert report.rules == RULES.rules_hash
        cycle.given(*events).when(APPROVE).then_nothing()


def test_a_failed_indicator_is_named_as_what_blocks_the_next_level() -> None:
    events = approved(*judged_to(2), judged("1.3", 2, "a", met=False))
    report = report_of(events)
    assert (report.level, report.next_level) == (1, 2)
    assert (report.failed, report.unjudged) == (("1.3/2a",), ())


def test_every_indicator_of_level_one_is_judged_before_the_report() -> None:
    missing = [e for e in judged_to(1) if (e.criterion, e.indicator) not in [("1.2", "b")]]
    refusal = (
        cycle.given(opened(), appointed(), *missing)
        .when(APPROVE)
        .then_rejected("criteria-unjudged")
    )
    assert [error.detail for error in refusal.errors] == ["1.2/1b: chưa đánh giá."]
    assert "1.2/1b" in refusal.detail


def test_a_report_that_earns_no_level_can_be_approved() -> None:
    events = approved(*judged_to(1), judged("1.1", 1, "a", met=False))
    report = report_of(events)
    assert (report.level, report.next_level, report.failed) == (0, 1, ("1.1/1a",))


@pytest.mark.parametrize(
    "command", [sheet("1.1", line(1, "a", False)), AppointCouncil("03/QĐ", members(9), on=MAY)]
)
def test_an_approved_report_is_final(command: Command) -> None:
    refusal = cycle.given(*approved(*judged_to(1))).when(command).then_rejected("report-approved")
    assert "05/05/2025" in refusal.detail


def test_an_approved_report_is_submitted_once() -> None:
    submit = SubmitReport(on=date(2025, 5, 6))
    stream = cycle.given(*approved(*judged_to(1))).when(submit)
    stream.then(ReportSubmitted(date(2025, 5, 6))).when(submit).then_nothing()


def test_only_an_approved_report_is_submitted() -> None:
    for past in ((), (opened(), appointed(), *judged_to(1))):
        cycle.given(*past).when(SubmitReport(on=MAY)).then_rejected("report-not-approved")


@pytest.mark.parametrize("command", [APPOINT, sheet("1.1"), APPROVE])
def test_nothing_is_done_in_a_cycle_that_is_not_open(command: Command) -> None:
    cycle.given().when(command).then_rejected("cycle-not-open")


def test_every_usable_rule_set_can_be_judged_to_its_highest_level() -> None:
    for rules in standards.rule_sets():
        if not rules.usable_for_new_cycles or rules.effective_from is None:
            continue
        past: list[CycleEvent] = [opened(rules.applies_to[0], rules.effective_from), appointed()]
        for criterion in (*levels.criteria(rules), rules.level4_article or ""):
            example = rules.document["self_assessment"]["evidence_code"]["example"]
            lines = [line(*place, True, example) for place in levels.indicators(rules, criterion)]
            if lines:
                known = Cited({example: "d" * 64})
                past += CYCLES.decide(sheet(criterion, *lines), CYCLE.fold(past), known)
        approve = ApproveReport(on=rules.effective_from.replace(year=2030))
        done = CYCLES.decide(approve, CYCLE.fold(past))
        assert [getattr(event, "next_level", "-") for event in done] == [None], rules.id


PAPER = OpenCycle(
    2026, paper="12/QĐ-HT", dated=date(2026, 7, 3), id="m1_2026", school="m1", on=date(2026, 9, 10)
)
HERE = replace(OPENING, here_since=date(2026, 8, 20))


def test_a_self_assessment_begun_on_paper_keeps_the_set_of_that_day_and_says_so() -> None:
    # 2026-2027 was planned before TT 57/2026 came into force on 07/07/2026.
    begun: Any = cycle.given().when(PAPER, HERE).then_types("CycleOpened").past[-1]
    assert (begun.rule_set, begun.opened_on) == ("tt19-2018-preschool", date(2026, 7, 3))
    assert begun.paper == "12/QĐ-HT"
    assert "số 12/QĐ-HT" in begun.warnings[-1]
    assert "chưa chắc chắn" in begun.warnings[-1]
    today = replace(PAPER, paper=None, dated=None)
    here: Any = cycle.given().when(today, HERE).then_types("CycleOpened").past[-1]
    assert (here.rule_set, here.opened_on) == ("tt57-2026-preschool", date(2026, 9, 10))


@pytest.mark.parametrize(
    ("command", "known", "code"),
    [
        (replace(PAPER, paper=None), HERE, "paper-incomplete"),
        (replace(PAPER, dated=None), HERE, "paper-incomplete"),
        (replace(PAPER, dated=date(2026, 9, 11)), HERE, "dated-after-entry"),
        (PAPER, replace(HERE, here_since=date(2026, 7, 3)), "begun-here"),
        (PAPER, OPENING, "begun-here"),
        (PAPER, replace(HERE, opened_before=True), "not-the-first-cycle"),
        (replace(PAPER, dated=date(2024, 7, 3)), HERE, "year-not-open"),
        (replace(PAPER, year=2024, id="m1_2024", dated=date(2024, 9, 3)), HERE, "year-not-open"),
    ],
)
def test_no_older_set_is_chosen_for_what_is_begun_today(
    command: OpenCycle, known: Any, code: str
) -> None:
    cycle.given().when(command, known).then_rejected(code)


def test_what_a_school_opened_here_is_remembered_with_the_day_of_its_registration() -> None:
    known = SchoolsHere()
    act = Act("79", "school-m1", date(2026, 8, 20), "s:operator", "operator", "operator")
    known.learn(act.stream, SchoolRegistered(), act)
    assert (known.since("m1"), known.since("m2")) == (date(2026, 8, 20), None)
    assert not known.has_opened("m1", None)
    (opened,) = cycle.given().when(OPEN).then_types("CycleOpened").past
    known.learn("cycle-m1_2024", opened, replace(act, stream="cycle-m1_2024"))
    assert known.has_opened("m1", None)
    assert not known.has_opened("m1", "primary")
