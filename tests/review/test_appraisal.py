"""A case under TT 57/2026 goes through a council of the Sở: data first, the school when needed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.engine.rules import RULES
from libs.law.standards.levels import criteria
from services.review.evaluation.appraising import (
    AppraiseCriterion,
    CheckCondition,
    CompareFigure,
    GiveOpinion,
    OrderSiteCheck,
    RecordSiteCheck,
)
from services.review.evaluation.decisions import DecideNationalStandard
from services.review.evaluation.declared import Work
from services.review.evaluation.events.appraisal import (
    AppraisalConcluded,
    CouncilFormed,
    FigureCompared,
    OpinionGiven,
    ResultNotified,
    SiteCheckOrdered,
)
from services.review.shared.fields import CouncilMember
from services.review.team.events import Tie
from services.review.team.rules import Declared
from services.review.team.rules import Team as Made
from tests.review.cases import (
    ACCEPT,
    COUNCIL,
    EVALUATING,
    FORWARD,
    IN_2026,
    LEADER,
    MEMBER,
    NOTIFY,
    SECRETARY,
    STRANGER,
    appraised,
    conclude,
    lived,
    register,
    report,
)
from tests.spec import Knowing

FILED = register(
    purpose="national_standard",
    accreditation_grade=None,
    national_grade=2,
    cycle_year=2026,
    report=report(2, IN_2026),
    on=date(2026, 10, 26),
)
ACCEPTED = lived(FILED, FORWARD, ACCEPT)
FORMED = EVALUATING.given(*lived(FILED, FORWARD, ACCEPT, COUNCIL))
FOUND = lived(FILED, FORWARD, ACCEPT, COUNCIL, *appraised(2))
DECIDE = DecideNationalStandard("9/QĐ-SGDĐT", "CQG-9", on=date(2026, 11, 25))


def test_a_school_is_recognised_by_a_council_whose_result_it_was_told() -> None:
    found = EVALUATING.given(*FOUND)
    concluded = found.when(conclude()).then_types("AppraisalConcluded")
    (said,) = [e for e in concluded.past if isinstance(e, AppraisalConcluded)]
    assert (said.level, said.national_grade, said.unmet_conditions) == (2, 2, ())
    concluded.when(DECIDE).then_rejected("wrong-state")
    told = concluded.when(NOTIFY).then(ResultNotified("99/TB-SGDĐT", 2, 2, None, False))
    told.when(NOTIFY).then_nothing()
    told.when(replace(NOTIFY, document_number="100/TB")).then_rejected("already-notified")
    told.when(DECIDE).then_types("NationalStandardGranted").when(DECIDE).then_nothing()


def test_a_council_is_of_the_circular_that_knows_one() -> None:
    older = EVALUATING.given(*lived(register(), FORWARD, ACCEPT))
    older.when(COUNCIL).then_rejected("council-not-in-law")
    newer = EVALUATING.given(*ACCEPTED)
    newer.when(COUNCIL).then(
        CouncilFormed("57/QĐ-SGDĐT", COUNCIL.members, None, None, None, False)
    ).when(COUNCIL).then_nothing()


def test_a_council_has_a_chair_a_secretary_and_an_odd_number_unless_its_paper_says_why() -> None:
    accepted, members = EVALUATING.given(*ACCEPTED), COUNCIL.members
    small = accepted.when(replace(COUNCIL, members=members[:4])).then_rejected("council-size")
    assert "chưa tìm thấy" in str(small.rule)
    basis = replace(COUNCIL, members=members[:4], size_basis="Công văn 5/SGDĐT")
    accepted.when(basis).then_types("CouncilFormed")
    headless = (replace(members[0], post="member"), *members[1:])
    accepted.when(replace(COUNCIL, members=headless)).then_rejected("council-posts")
    twice = (*members[:4], CouncilMember(LEADER, "member"))
    accepted.when(replace(COUNCIL, members=twice)).then_rejected("member-twice")


def test_a_council_is_changed_by_another_decision_and_for_a_reason() -> None:
    again = replace(COUNCIL, decision_number="58/QĐ-SGDĐT")
    FORMED.when(again).then_rejected("reason-missing")
    same = replace(COUNCIL, members=COUNCIL.members[:3], size_basis="CV", reason="Nghỉ ốm.")
    FORMED.when(same).then_rejected("number-used")
    FORMED.when(replace(again, reason="Nghỉ ốm.")).then_types("CouncilFormed")


def test_figures_are_compared_with_the_data_of_the_sector_year_by_year() -> None:
    said = CompareFigure("pupils.total", 2025, "412", "420", "CSDL ngành", actor=MEMBER)
    FORMED.when(said).then_rejected("remark-missing")
    explained = replace(said, remark="Trường cập nhật sau kỳ báo cáo.")
    FORMED.when(explained).then(
        FigureCompared("pupils.total", 2025, "412", "420", "CSDL ngành", False, explained.remark)
    ).when(explained).then_nothing()
    FORMED.when(replace(explained, school_year=2023)).then_rejected("year-not-compared")
    FORMED.when(replace(explained, school_year=2024, found="412")).then_types("FigureCompared")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (AppraiseCriterion("9.9", 1, actor=MEMBER), "indicator-unknown"),
        (AppraiseCriterion("1.1", 3, actor=MEMBER), "level-unknown"),
        (AppraiseCriterion("1.1", 0, actor=MEMBER), "remark-missing"),
        (AppraiseCriterion("1.1", 1, actor=STRANGER), "not-in-council"),
        (CheckCondition("weather", True, actor=MEMBER), "condition-unknown"),
        (CheckCondition("legal", False, actor=MEMBER), "remark-missing"),
        (GiveOpinion(False, actor=MEMBER), "remark-missing"),
    ],
)
def test_what_a_member_says_is_of_the_rule_set_and_explained_where_it_is_no(
    command: Any, code: str
) -> None:
    FORMED.when(command).then_rejected(code)


def test_each_member_gives_an_opinion_of_their_own() -> None:
    first = FORMED.when(GiveOpinion(True, actor=MEMBER)).then(OpinionGiven(MEMBER, True, ""))
    other = first.when(GiveOpinion(False, "Thiếu dữ liệu.", actor=LEADER))
    other.then_types("OpinionGiven").when(GiveOpinion(True, actor=MEMBER)).then_nothing()


def test_no_council_works_with_a_member_who_declared_a_tie_after_it_was_formed() -> None:
    tied = Made(declared={MEMBER: Declared((Tie("kin"),))})
    found, late = EVALUATING.given(*FOUND), Work(RULES, tied)
    opinion = GiveOpinion(True, actor=LEADER)
    for command in (opinion, conclude()):
        refused = found.when(Knowing(command, late)).then_rejected("declared-tie")
        assert MEMBER in refused.detail
    kept = Work(RULES, Made(declared={MEMBER: Declared((Tie("kin"),), kept=True)}))
    found.when(Knowing(opinion, kept)).then_types("OpinionGiven")
    # Another council goes on with what was found.
    others = (*COUNCIL.members[:2], *(CouncilMember(f"u:other{n}", "member") for n in range(3)))
    changed = replace(COUNCIL, decision_number="13/QĐ-SGDĐT", members=others, reason="Có quan hệ")
    anew = found.when(changed).then_types("CouncilFormed")
    present = tuple(each.person for each in others)
    concluded = anew.when(Knowing(conclude(present=present), late))
    concluded.then_types("AppraisalConcluded")


def test_a_visit_that_was_ordered_is_recorded_before_the_council_concludes() -> None:
    day = date(2026, 11, 10)
    found = EVALUATING.given(*FOUND)
    visit = RecordSiteCheck("2/BB", day, day, "Phòng học đúng báo cáo.", on=day, actor=SECRETARY)
    found.when(visit).then_rejected("site-check-not-ordered")
    order = OrderSiteCheck("Số phòng học khác nhau.", day, on=date(2026, 11, 5), actor=LEADER)
    found.when(replace(order, actor=MEMBER)).then_rejected("not-council-post")
    found.when(replace(order, day=date(2026, 11, 1))).then_rejected("date-not-ahead")
    ordered = found.when(order).then(SiteCheckOrdered(order.reason, day))
    waiting = ordered.when(conclude()).then_rejected("appraisal-incomplete")
    assert "10/11/2026" in waiting.detail
    ordered.when(replace(visit, ended=date(2026, 11, 11))).then_rejected("date-in-future")
    accepted: Any = FOUND[2]
    known = (*FOUND[:2], replace(accepted, dated=date(2026, 11, 4)), *FOUND[3:])
    early = replace(visit, started=date(2026, 11, 3))
    early_visit = EVALUATING.given(*known).when(order).then_types("SiteCheckOrdered").when(early)
    refused = early_visit.then_rejected("survey-before-acceptance")
    assert refused.errors[0].pointer == "/started"
    ordered.when(visit).then_types("SiteChecked").when(conclude()).then_types("AppraisalConcluded")


def test_a_council_concludes_when_every_part_was_found_and_enough_of_it_is_there() -> None:
    missing = FORMED.when(conclude()).then_rejected("appraisal-incomplete")
    assert len(missing.errors) == len(criteria(IN_2026)) + 3 + 1
    found = EVALUATING.given(*FOUND)
    found.when(conclude(present=(LEADER, SECRETARY))).then_rejected("council-not-present")
    found.when(conclude(present=(LEADER, SECRETARY, STRANGER))).then_rejected("council-not-present")
    found.when(conclude(in_favour=6, against=0)).then_rejected("council-not-present")
    found.when(conclude(actor=MEMBER)).then_rejected("not-council-post")


@pytest.mark.parametrize(
    ("level", "met", "in_favour", "grade"),
    [(2, True, 5, 2), (2, True, 2, None), (2, False, 5, None), (1, True, 3, 1), (0, True, 5, None)],
)
def test_a_grade_needs_the_level_the_conditions_and_the_votes(
    level: int, met: bool, in_favour: int, grade: int | None
) -> None:
    case = EVALUATING.given(*lived(FILED, FORWARD, ACCEPT, COUNCIL, *appraised(level, met=met)))
    told = case.when(conclude(in_favour)).then_types("AppraisalConcluded")
    told = told.when(NOTIFY).then_types("ResultNotified")
    (said,) = [e for e in told.past if isinstance(e, AppraisalConcluded)]
    assert (said.level, said.national_grade) == (level, grade)
    decided = "NationalStandardGranted" if grade else "NationalStandardRefused"
    told.when(DECIDE).then_types(decided)
