from dataclasses import replace
from datetime import date
from typing import Literal

import pytest

from services.review.evaluation.discontinuing import DiscontinueEvaluation
from services.review.evaluation.events.filing import EvaluationDiscontinued
from services.review.evaluation.events.survey import (
    FindingRecorded,
    SurveyClosed,
    TeamChanged,
    TeamFormed,
)
from services.review.evaluation.survey import ChangeTeam, RecordFinding
from services.review.shared.fields import TeamMember, Verdict
from tests.review.cases import (
    ACCEPT,
    EVALUATING,
    FORWARD,
    IN_2026,
    LEADER,
    MEMBER,
    ON,
    SECRETARY,
    STRANGER,
    TEAM,
    close,
    draft,
    final,
    lived,
    register,
    reply,
    report,
    sheets,
    team,
    until_draft,
    until_final,
    until_team,
)

ACCEPTED = EVALUATING.given(*lived(register(), FORWARD, ACCEPT))
STAFFED = EVALUATING.given(*lived(*until_team()))
PEOPLE = [LEADER, SECRETARY, *(f"u:m{n}" for n in range(6))]


def finding(
    *verdicts: tuple[int, str, bool], criterion: str = "1.1", actor: str = MEMBER
) -> RecordFinding:
    judgements = tuple(Verdict(*verdict) for verdict in verdicts)
    return RecordFinding(criterion, judgements, "Mạnh", "Yếu", "Khuyến nghị", actor=actor)


def test_the_director_forms_a_team_for_an_accepted_registration() -> None:
    ACCEPTED.when(TEAM).then(TeamFormed("12/QĐ-SGDĐT", TEAM.members))
    STAFFED.when(TEAM).then_nothing()
    STAFFED.when(replace(TEAM, decision_number="13/QĐ-SGDĐT")).then_rejected("wrong-state")
    EVALUATING.given(*lived(register(), FORWARD)).when(TEAM).then_rejected("wrong-state")


@pytest.mark.parametrize(("size", "fits"), [(4, False), (5, True), (7, True), (8, False)])
def test_a_team_has_the_size_of_the_rule_set(size: int, fits: bool) -> None:
    formed = ACCEPTED.when(team(*PEOPLE[:size]))
    if fits:
        formed.then_types("TeamFormed")
    else:
        refused = formed.then_rejected("team-size")
        assert "từ 5 đến 7" in refused.detail
        assert refused.rule == "TT 17/2018 art. 29 (số người: chưa đối chiếu với văn bản gốc)"


def test_a_size_that_is_not_sure_gives_way_to_one_with_its_basis() -> None:
    nine = replace(team(*PEOPLE[:8], "u:m9"), size_basis="QĐ 12/QĐ-SGDĐT: 9 người")
    ACCEPTED.when(nine).then(TeamFormed("12/QĐ-SGDĐT", nine.members, "QĐ 12/QĐ-SGDĐT: 9 người"))


def test_the_director_changes_a_team_that_does_not_work() -> None:
    anew = ChangeTeam(
        "15/QĐ-SGDĐT", team(*PEOPLE[2:7]).members, "Trưởng đoàn chuyển công tác.", on=ON
    )
    changed = STAFFED.when(anew).then(TeamChanged("15/QĐ-SGDĐT", anew.members, anew.reason))
    changed.when(anew).then_nothing()
    changed.when(finding((1, "a", True), actor=LEADER)).then_rejected("not-in-team")
    alone = replace(anew, members=anew.members[:2])
    STAFFED.when(alone).then_rejected("team-size")
    ACCEPTED.when(anew).then_rejected("wrong-state")
    worked = EVALUATING.given(*lived(*until_draft(), reply()))
    worked.when(anew).then_types("TeamChanged").when(final(PEOPLE[2])).then_types("FinalReported")


def test_a_case_that_does_not_go_on_is_ended_with_a_reason() -> None:
    end = DiscontinueEvaluation("Trường không bổ sung hồ sơ.", "CV 7/SGDĐT-QLCL", on=ON)
    ended = STAFFED.when(end).then(EvaluationDiscontinued(end.reason, end.basis))
    ended.when(end).then_nothing()
    ended.when(TEAM).then_rejected("wrong-state")
    again = ended.when(register()).then_types("RegistrationSubmitted")
    again.when(FORWARD).then_types("RegistrationForwarded")
    EVALUATING.given(*lived(*until_final())).when(end).then_rejected("wrong-state")
    EVALUATING.given().when(end).then_rejected("wrong-state")


def test_a_rule_set_without_a_size_takes_any_team() -> None:
    filed = register(
        purpose="national_standard",
        accreditation_grade=None,
        national_grade=1,
        report=report(1, IN_2026),
    )
    accepted = EVALUATING.given(*lived(filed, FORWARD, ACCEPT))
    accepted.when(team(*PEOPLE[:2])).then_types("TeamFormed")
    accepted.when(team(*PEOPLE)).then_types("TeamFormed")


@pytest.mark.parametrize("post", ["leader", "secretary", "member"])
def test_a_team_has_one_leader_and_one_secretary(
    post: Literal["leader", "secretary", "member"],
) -> None:
    members = (TeamMember(LEADER, post), *TEAM.members[1:])
    formed = ACCEPTED.when(replace(TEAM, members=members))
    if post == "leader":
        formed.then_types("TeamFormed")
    else:
        formed.then_rejected("team-posts")


def test_nobody_is_in_a_team_twice() -> None:
    members = (*TEAM.members[:4], TeamMember(MEMBER, "member"))
    refused = ACCEPTED.when(replace(TEAM, members=members)).then_rejected("member-twice")
    assert refused.errors[0].pointer == "/members/2/person"


def test_a_member_records_a_finding_and_may_replace_it() -> None:
    first = finding((1, "a", True), (1, "b", True), (1, "c", False))
    found = STAFFED.when(first).then(
        FindingRecorded("1.1", first.judgements, "Mạnh", "Yếu", "Khuyến nghị")
    )
    found.when(first).then_nothing()
    second = finding((1, "a", True), (1, "b", True), (1, "c", True))
    replaced = found.when(second).then_types("FindingRecorded")
    replaced.when(second).then_nothing()
    replaced.when(first).then_types("FindingRecorded")


def test_only_the_team_records_findings() -> None:
    STAFFED.when(finding((1, "a", True), actor=STRANGER)).then_rejected("not-in-team")
    ACCEPTED.when(finding((1, "a", True))).then_rejected("wrong-state")


@pytest.mark.parametrize(
    ("criterion", "verdict", "pointer"),
    [
        ("1.1", (1, "d", True), "/judgements/0"),
        ("1.2", (3, "-", True), "/judgements/0"),
        ("9.9", (1, "a", True), "/criterion"),
    ],
)
def test_a_finding_is_about_an_indicator_of_the_rule_set(
    criterion: str, verdict: tuple[int, str, bool], pointer: str
) -> None:
    refused = STAFFED.when(finding(verdict, criterion=criterion)).then_rejected("indicator-unknown")
    assert refused.errors[0].pointer == pointer


def test_an_indicator_is_judged_once_in_a_sheet() -> None:
    twice = finding((1, "a", True), (1, "a", False))
    refused = STAFFED.when(twice).then_rejected("indicator-twice")
    assert [error.pointer for error in refused.errors] == ["/judgements/1"]


def test_a_level_is_judged_after_the_whole_level_below() -> None:
    refused = STAFFED.when(finding((1, "a", True), (2, "-", True))).then_rejected(
        "lower-level-unjudged"
    )
    assert [error.pointer for error in refused.errors] == ["/judgements/1"]
    assert "1.1/1b, 1.1/1c" in refused.detail


def test_the_leader_closes_a_survey_that_judged_every_criterion() -> None:
    found = EVALUATING.given(*lived(*until_team(), *sheets(2)))
    closed = found.when(close()).then(
        SurveyClosed(date(2024, 12, 10), date(2024, 12, 11), date(2024, 12, 26))
    )
    closed.when(close()).then_nothing()
    closed.when(close(started=date(2024, 12, 9))).then_rejected("wrong-state")
    found.when(close(actor=MEMBER)).then_rejected("not-leader")
    found.when(close(actor=STRANGER)).then_rejected("not-in-team")


def test_a_survey_without_a_finding_on_each_criterion_stays_open() -> None:
    all_sheets = sheets(1)
    lacking = [s for s in all_sheets if s.criterion not in ("1.10", "2.2")]
    refused = (
        EVALUATING.given(*lived(*until_team(), *lacking))
        .when(close())
        .then_rejected("criteria-unjudged")
    )
    assert refused.detail.startswith("Còn 6 chỉ báo mức 1 chưa đánh giá: 1.10/1a, ")
    assert refused.detail.endswith(", 2.2/1c.")
    assert len(refused.errors) == 6


def test_a_criterion_with_an_open_indicator_of_level_1_keeps_the_survey_open() -> None:
    partly = [s for s in sheets(1) if s.criterion != "1.1"] + [finding((1, "a", True))]
    refused = (
        EVALUATING.given(*lived(*until_team(), *partly))
        .when(close())
        .then_rejected("criteria-unjudged")
    )
    assert [error.detail for error in refused.errors] == [
        "1.1/1b: chưa đánh giá.",
        "1.1/1c: chưa đánh giá.",
    ]


def test_a_survey_ends_after_it_began_and_not_in_the_future() -> None:
    found = EVALUATING.given(*lived(*until_team(), *sheets(1)))
    reversed_days = close(ended=date(2024, 12, 9))
    assert found.when(reversed_days).then_rejected("dates-reversed").errors[0].pointer == "/ended"
    found.when(close(on=date(2024, 12, 10))).then_rejected("date-in-future")


def test_findings_may_still_be_settled_until_the_draft_is_sent() -> None:
    past = lived(*until_team(), *sheets(1), close())
    revised = finding((1, "a", True), (1, "b", True), (1, "c", True))
    EVALUATING.given(*past).when(revised).then_types("FindingRecorded")
    sent = EVALUATING.given(*lived(*until_draft(1)))
    sent.when(revised).then_rejected("wrong-state")
    sent.when(draft()).then_nothing()
