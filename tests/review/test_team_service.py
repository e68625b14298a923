"""Who of a team declared what, and what was drawn, as the service tells it."""

from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import Forbidden
from libs.rights.visibility_tables import Schools
from services.review.team.draw import drawn, lot
from services.review.team.events import Tie
from services.review.team.questions import GetTeam, ListTeamLoads, ListTeamPeople
from services.review.team.rules import (
    AnnounceDraw,
    AskDeclarations,
    DeclareInterest,
    DrawMembers,
    KeepMember,
)
from tests.review.cases import ACCEPT, BOTH, FORWARD, LEADER, MEMBER, TEAM
from tests.review.test_service import databases, platform
from tests.review.world import APPRAISER, CHECKER, DIRECTOR, PRINCIPAL, Platform

pytestmark = pytest.mark.e2e
__all__ = ["databases", "platform"]

CASE, MADE = "evaluation-abc_2024", "team-abc_2024"
DAY = date(2024, 11, 20)


def accepted(platform: Platform) -> Platform:
    """Return the platform with a case that waits for its team."""
    for command, actor, on in (
        (BOTH, PRINCIPAL, date(2024, 10, 28)),
        (FORWARD, CHECKER, date(2024, 11, 4)),
        (ACCEPT, APPRAISER, date(2024, 11, 8)),
    ):
        platform.act(CASE, command, actor, on)
    return platform


def people(platform: Platform, **asked: Any) -> dict[str, Any]:
    found = platform.ask(ListTeamPeople(schools=None, **asked))["views"]
    return {one["person"]: one for one in found}


def test_all_of_a_team_and_who_was_asked_are_told_with_what_they_said(platform: Platform) -> None:
    accepted(platform)
    platform.act(MADE, AskDeclarations((MEMBER, "u:fifth")), DIRECTOR, DAY)
    platform.act(MADE, DeclareInterest((Tie("kin"),), actor=MEMBER), MEMBER, DAY)
    before = people(platform)
    assert {one["team_post"] for one in before.values()} == {None}
    assert [before[p]["awaited"] for p in (MEMBER, "u:fifth")] == [False, True]
    assert [each["code"] for each in before[MEMBER]["conflicts"]] == ["declared_kin"]
    platform.act(MADE, KeepMember(MEMBER, "Con đã chuyển trường", actor=DIRECTOR), DIRECTOR, DAY)
    platform.act(CASE, TEAM, DIRECTOR, DAY)
    after = people(platform, evaluation="abc_2024")
    assert after.keys() == {member.person for member in TEAM.members}
    assert after[MEMBER]["kept_reason"] == "Con đã chuyển trường"
    assert after[MEMBER]["conflicts"] == []
    assert after[LEADER]["team_post"] == "leader"
    assert people(platform, awaited=True).keys() == after.keys() - {MEMBER}
    assert people(platform, member=LEADER[2:]).keys() == {LEADER}


def test_what_somebody_declares_anew_is_no_longer_kept(platform: Platform) -> None:
    accepted(platform)
    platform.act(MADE, AskDeclarations((MEMBER,)), DIRECTOR, DAY)
    platform.act(MADE, DeclareInterest((Tie("kin"),), actor=MEMBER), MEMBER, DAY)
    platform.act(MADE, KeepMember(MEMBER, "Xa", actor=DIRECTOR), DIRECTOR, DAY)
    platform.act(MADE, DeclareInterest((Tie("commerce"),), actor=MEMBER), MEMBER, DAY)
    told = people(platform)[MEMBER]
    assert told["kept_on"] is None
    assert [each["code"] for each in told["conflicts"]] == ["declared_commerce"]


def test_what_somebody_took_back_is_told_until_the_director_decides(platform: Platform) -> None:
    accepted(platform)
    platform.act(MADE, AskDeclarations((MEMBER,)), DIRECTOR, DAY)
    platform.act(MADE, DeclareInterest((Tie("worked_there"),), actor=MEMBER), MEMBER, DAY)
    platform.act(MADE, DeclareInterest((), actor=MEMBER), MEMBER, DAY)
    told = people(platform)[MEMBER]
    assert (told["ties"], [each["code"] for each in told["conflicts"]]) == ([], ["tie_taken_back"])
    platform.act(MADE, KeepMember(MEMBER, "Khai nhầm trường", actor=DIRECTOR), DIRECTOR, DAY)
    assert people(platform)[MEMBER]["conflicts"] == []


def test_a_draw_is_told_with_its_seed_and_the_lot_of_each(platform: Platform) -> None:
    accepted(platform)
    names = (MEMBER, "u:fourth", "u:fifth")
    platform.act(MADE, AnnounceDraw(names, 2, 1), DIRECTOR, DAY)
    (waiting,) = platform.ask(GetTeam("abc_2024"))["view"]["draws"]
    assert (waiting["seed"], waiting["lots"]) == (None, [])
    platform.act(MADE, DeclareInterest((), actor=MEMBER), MEMBER, DAY)
    platform.act(MADE, DrawMembers(), DIRECTOR, DAY)
    (draw,) = platform.ask(GetTeam("abc_2024"))["view"]["draws"]
    entry = platform.log.follow("79", draw["seed_at"] - 1, 1)[0]
    assert draw["seed_at"] == draw["announced_at"] + 1
    assert draw["seed"] == entry.leaf.hex()
    assert tuple(draw["drawn"]) == drawn(names, 2, draw["seed"])
    lots = sorted(lot(draw["seed"], person) for person in names)
    assert [each["lot"] for each in draw["lots"]] == lots
    assert [each["won"] for each in draw["lots"]] == [True, True, False]


def test_it_is_told_in_how_many_teams_at_work_somebody_is(platform: Platform) -> None:
    accepted(platform)
    platform.act(CASE, TEAM, DIRECTOR, DAY)
    loads = platform.ask(ListTeamLoads())["views"]
    assert {one["person"]: one["team_count"] for one in loads}[LEADER] == 1
    assert platform.ask(ListTeamLoads(beside="abc_2024"))["views"] == []


def test_a_member_sees_the_own_declaration_and_a_school_nobodys(platform: Platform) -> None:
    accepted(platform)
    platform.act(CASE, TEAM, DIRECTOR, DAY)
    mine = ListTeamPeople(member=MEMBER[2:], schools=Schools())
    assert [one["person"] for one in platform.ask(mine, MEMBER, DAY)["views"]] == [MEMBER]
    with pytest.raises(Forbidden):
        platform.ask(ListTeamPeople(schools=None), PRINCIPAL, DAY)
