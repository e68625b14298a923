"""Before ratings are opened nobody but the member reads one: by no question, by no feed."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.engine import contract_files
from libs.engine.service import Service
from libs.kernel.problems import Forbidden, NotFound
from libs.rights import sight
from libs.rights.blind import rating_id
from services.gateway import feed
from services.review.agreement.questions import GetAgreement
from services.review.agreement.rules import (
    AskForRatings,
    GiveUpRatings,
    OpenRatings,
    SettleDifference,
)
from services.review.evaluation.survey import ChangeTeam
from services.review.rating.questions import ListRaters
from services.review.rating.rules import HandInRating, RateCriterion
from services.review.service import ReviewService
from services.review.shared.fields import TeamMember, Verdict
from tests.review.cases import ACCEPT, BOTH, FORWARD, LEADER, MEMBER, TEAM, sheets
from tests.review.world import (
    APPRAISER,
    CHAIR,
    CHECKER,
    DIRECTOR,
    LOG,
    PRINCIPAL,
    SO,
    Platform,
    World,
    installed,
)
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

CASE = "abc_2024"
PEOPLE = [member.person for member in TEAM.members]
LATER = "u:sixth"
READERS = [*PEOPLE, LATER, PRINCIPAL, CHECKER, APPRAISER, DIRECTOR, CHAIR]
DAY = date(2024, 12, 3)
ASK = AskForRatings(actor=LEADER)
BY = {"actor": "", "id": ""}
"""What the act itself gives."""
CONTRACT = contract_files.describe(ReviewService)
VISIBILITY = feed.visibilities({"review": CONTRACT})
SHEETS = sheets(1)


@pytest.fixture(scope="module")
def databases(postgres_server: PostgresServer) -> Iterator[Any]:
    with installed(postgres_server) as database:
        yield database


def surveying(databases: Any) -> Platform:
    """Return a platform on empty tables, where the team of a case was asked to rate."""

    def emptied(service: type[Service]) -> Any:
        database = databases(service)
        with database.transaction() as cursor:
            cursor.execute(
                "select string_agg(quote_ident(tablename), ', ') from pg_tables"
                " where schemaname = %s and tablename not in ('script', 'migration')",
                (service.name,),
            )
            (tables,) = cursor.fetchone()
            cursor.execute(f"truncate {tables}")
        return database

    platform = Platform(emptied)
    asked(platform)
    return platform


def asked(platform: World) -> None:
    """Bring the case to where its team was asked to rate."""
    platform.grant(LATER, "evaluator", SO)
    for command, actor, on in (
        (BOTH, PRINCIPAL, date(2024, 10, 28)),
        (FORWARD, CHECKER, date(2024, 11, 4)),
        (ACCEPT, APPRAISER, date(2024, 11, 8)),
        (TEAM, DIRECTOR, date(2024, 11, 20)),
    ):
        platform.act(f"evaluation-{CASE}", command, actor, on)
    platform.act(f"agreement-{CASE}", ASK, LEADER, DAY)


def said(person: str) -> str:
    """Return a text by which a member's rating is known."""
    return f"Lời riêng của {person[2:]}"


def rate(platform: World, person: str, met: bool = True, round: int = 1) -> None:
    """Let a member rate everything; one indicator as said."""
    stream = f"rating-{rating_id(CASE, round, person)}"
    for sheet in SHEETS:
        judged = sheet.judgements
        if sheet.criterion == "1.1":
            judged = (Verdict(1, "a", met), *judged[1:])
        command = RateCriterion(sheet.criterion, judged, said(person), **BY)
        platform.act(stream, command, person, DAY)


def hand_in(platform: World, person: str, round: int = 1) -> None:
    """Let a member hand in; what follows by itself follows."""
    stream = f"rating-{rating_id(CASE, round, person)}"
    platform.act(stream, HandInRating(**BY), person, DAY)


def replaced(team: list[str], number: int) -> ChangeTeam:
    """Return the decision that makes these people the team."""
    members = [TeamMember(p, m.post) for p, m in zip(team, TEAM.members, strict=True)]
    return ChangeTeam(f"{number}/QĐ", tuple(members), "Thay người", on=DAY)


def named(told: str) -> set[str]:
    """Return the members whose ratings are told."""
    return {person for person in (*PEOPLE, LATER) if said(person) in told}


def fed(platform: World, reader: str) -> str:
    """Return all that the feed tells a reader."""
    who = sight(lambda *s: platform.log.read(LOG, *s), reader, DAY)
    events, _ = feed.page(platform.log, LOG, 0, 10_000, (), VISIBILITY, who)
    return "".join(event.raw.decode() for event in events)


def answered(platform: Platform, reader: str) -> str:
    """Return all that the questions of the service tell a reader."""
    platform.settle()
    found = []
    for places in CONTRACT["queries"].values():
        for which, question in places.items():
            data = {"id": CASE} if which == "get" else {"limit": 200}
            with suppress(Forbidden, NotFound):
                found.append(platform.raw(question["name"], data, reader, DAY))
    return json.dumps(found, ensure_ascii=False)


MOVES = st.lists(
    st.tuples(st.sampled_from(("rate", "hand in", "replace", "again")), st.integers(0, 4)),
    max_size=8,
)


@settings(max_examples=8, deadline=None)
@given(MOVES)
def test_before_the_opening_no_feed_tells_a_rating_to_anybody_but_its_member(
    moves: list[tuple[str, int]],
) -> None:
    platform = World()
    asked(platform)
    agreement, round, team = f"agreement-{CASE}", 1, list(PEOPLE)
    for number, (move, n) in enumerate(moves):
        opened = platform.types(agreement)[-1] == "RatingsOpened"
        handed_in = platform.types(f"rating-{rating_id(CASE, round, team[n])}")[-1:]
        if move == "replace":
            team = [*team[:4], LATER if team[4] != LATER else PEOPLE[4]]
            platform.act(f"evaluation-{CASE}", replaced(team, number + 20), DIRECTOR, DAY)
        elif move == "again" and not opened:
            platform.act(agreement, GiveUpRatings("Làm lại", actor=LEADER), LEADER, DAY)
            platform.act(agreement, ASK, LEADER, DAY)
            round += 1
        elif not opened and handed_in != ["RatingHandedIn"]:
            rate(platform, team[n], round=round)
            if move == "hand in":
                hand_in(platform, team[n], round=round)
        platform.act(agreement, OpenRatings(), "s:review", DAY)
        opened = platform.types(agreement)[-1] == "RatingsOpened"
        for reader in READERS:
            seen = named(fed(platform, reader))
            assert seen <= {reader} or (opened and reader in team), (reader, seen)


def test_who_left_before_the_opening_leaves_a_rating_that_stays_sealed() -> None:
    platform = World()
    asked(platform)
    *staying, leaving = PEOPLE
    for person in (leaving, *staying):
        rate(platform, person)
        hand_in(platform, person)
        if person == leaving:
            platform.act(f"evaluation-{CASE}", replaced([*staying, LATER], 21), DIRECTOR, DAY)
    rate(platform, LATER)
    hand_in(platform, LATER)
    platform.act(f"agreement-{CASE}", OpenRatings(), "s:review", DAY)
    assert platform.types(f"agreement-{CASE}")[-1] == "RatingsOpened"
    assert named(fed(platform, LEADER)) == {*staying, LATER}
    assert named(fed(platform, leaving)) == {leaving}


def test_ratings_open_to_the_team_alone_and_office_and_team_see_how_far_they_agree(
    databases: Any,
) -> None:
    """Every question of the service is asked, by all who have to do with the case."""
    platform = surveying(databases)
    view = GetAgreement(CASE, actor="", inside=None)
    progress = ListRaters(evaluation=CASE, schools=None, inside=None)
    outside = (PRINCIPAL, APPRAISER, DIRECTOR, LATER)
    for person in PEOPLE[:-1]:
        rate(platform, person, met=person != MEMBER)
        hand_in(platform, person)
    rate(platform, PEOPLE[-1])
    for reader in (*PEOPLE, *outside):
        wanted = {reader} if reader in PEOPLE else set()
        assert named(answered(platform, reader)) == wanted
        assert named(fed(platform, reader)) == wanted
    before = platform.ask(view, LEADER, DAY)["view"]
    assert (before["state"], before["criteria_rated"], before["alpha"]) == ("asked", 0, None)
    assert before["own_rating"] == rating_id(CASE, 1, LEADER)
    rows = platform.ask(progress, LEADER, DAY)["views"]
    last = {row["rater"]: row for row in rows}[PEOPLE[-1]]
    assert (last["rated"], last["rating_handed_in_on"]) == (len(SHEETS), None)
    hand_in(platform, PEOPLE[-1])
    assert platform.types(f"agreement-{CASE}")[-1] == "RatingsOpened"
    for reader in (*PEOPLE, *outside):
        wanted = {*PEOPLE} if reader in PEOPLE else set()
        assert named(answered(platform, reader)) == wanted
        assert named(fed(platform, reader)) == wanted
    settle = SettleDifference("1.1", (Verdict(1, "a", True),), "Đã xem lại", actor=LEADER)
    platform.act(f"agreement-{CASE}", settle, LEADER, DAY)
    for reader in (LEADER, APPRAISER, DIRECTOR):
        found = platform.ask(view, reader, DAY)["view"]
        assert (found["state"], found["differing"]) == ("opened", ["1.1/1a"])
        assert (found["criteria_rated"], found["criteria_alike"]) == (len(SHEETS), len(SHEETS) - 1)
        assert found["alpha"] is not None
        assert found["settled_criteria"][0]["reason"] == "Đã xem lại"
        assert found["own_rating"] == (rating_id(CASE, 1, reader) if reader == LEADER else None)
    assert platform.ask(progress, PRINCIPAL, DAY)["views"] == []
    with pytest.raises(NotFound):
        platform.ask(view, PRINCIPAL, DAY)
    change = replaced([*PEOPLE[:4], LATER], 21)
    platform.act(f"evaluation-{CASE}", change, DIRECTOR, DAY)
    assert named(answered(platform, LATER)) == {*PEOPLE}
    assert named(fed(platform, PEOPLE[4])) == {*PEOPLE}
