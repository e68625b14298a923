"""How a team comes to its judgement: each member alone, then what differs with a reason."""

from dataclasses import replace
from typing import Any

import pytest

from libs.engine.rules import FIRST, RULES
from libs.law.standards import external_review
from libs.law.standards.levels import indicators
from libs.rights.blind import rating_id
from services.review.agreement import procedure as agreement
from services.review.agreement.events import DifferenceSettled, RatingsAsked, RatingsOpened
from services.review.agreement.figures import alpha, level_of
from services.review.agreement.rules import (
    AGREEING,
    AskForRatings,
    GiveUpRatings,
    HandedIn,
    OpenRatings,
    SettleDifference,
)
from services.review.agreement.state import Agreement, check_finding
from services.review.evaluation.declared import Work
from services.review.evaluation.events.survey import TeamChanged
from services.review.evaluation.rules import EVALUATION
from services.review.rating import procedure as rating
from services.review.rating.events import CriterionRated
from services.review.rating.rules import OWN_RATING, HandInRating, RateCriterion, Round
from services.review.shared.fields import TeamMember, Verdict
from services.review.team.events import Tie
from services.review.team.rules import Declared, Team
from tests.review.cases import (
    DECLARED,
    EVALUATING,
    LEADER,
    MEMBER,
    PRIMARY,
    STRANGER,
    TEAM,
    WITHDRAW,
    close,
    draft,
    lived,
    register,
    reply,
    sheets,
    until_team,
)
from tests.spec import Given, Spec, spec

PEOPLE = tuple(member.person for member in TEAM.members)
SURVEYING = EVALUATION.fold(lived(*until_team()))
ID = "abc_2024"
ASKED = RatingsAsked(1, 1)
TIED = Declared((Tie("kin"),))
LEVEL_2 = [replace(sheet, recommendations="") for sheet in sheets(2)]
"""What every member judges, unless a test says otherwise."""
RATING: Spec[Any, Any] = spec(OWN_RATING, rating.PROCEDURE)
TEAMS: Spec[Any, Any] = spec(AGREEING, agreement.PROCEDURE)


def by(person: str, command: type, *said: Any, round: int = 1) -> Any:
    """Return a command of a member on the own rating."""
    return command(*said, actor=person, id=rating_id(ID, round, person))


def rated(person: str, **otherwise: bool) -> list[Any]:
    """Return all that a member judges: like everybody, except the first indicator of criteria."""
    found = []
    for sheet in LEVEL_2:
        first, *rest = sheet.judgements
        met = otherwise.get(f"c{sheet.criterion.replace('.', '_')}", first.met)
        judged = (replace(first, met=met), *rest)
        found.append(by(person, RateCriterion, sheet.criterion, judged, "Đã xem"))
    return found


def judged_by(person: str, case: Any = SURVEYING, **otherwise: bool) -> Any:
    """Return the rating that a member handed in."""
    known = Round(ID, case, Agreement(asked=ASKED), FIRST)
    past: Given[Any, Any] = RATING.given()
    for command in (*rated(person, **otherwise), by(person, HandInRating)):
        names = [f"{type(command).__name__}"]
        kind = {"RateCriterion": "CriterionRated", "HandInRating": "RatingHandedIn"}[names[0]]
        past = past.when(command, known).then_types(kind)
    return OWN_RATING.fold(past.past)


def handed_in(*people: str, **otherwise: bool) -> dict[str, Any]:
    """Return what the team's members handed in; who is not named has judged nothing."""
    found = {p: judged_by(p, **(otherwise if p == LEADER else {})) for p in people}
    return {p: found.get(p, OWN_RATING.initial) for p in PEOPLE}


OPENED = TEAMS.given(ASKED).when(
    OpenRatings(), HandedIn(SURVEYING, handed_in(*PEOPLE, c1_1=False, c2_3=False))
)
KNOWN = Round(ID, SURVEYING, Agreement(asked=ASKED), FIRST)


def judging(agreement: Agreement) -> Work:
    """Return what a team's own sheets rest on, of rules that ask for no declarations."""
    return Work(FIRST, agreement=agreement)


def settled(criterion: str = "1.1", *verdicts: Verdict, actor: str = LEADER) -> SettleDifference:
    """Return what the leader writes down: met, unless said otherwise."""
    agreed = verdicts or (Verdict(1, "a", True),)
    return SettleDifference(criterion, agreed, "Đã xem lại minh chứng", actor=actor)


def test_the_leader_asks_the_members_to_rate_alone_before_the_team_writes_its_sheets() -> None:
    ask = AskForRatings(actor=LEADER)
    TEAMS.given().when(ask, SURVEYING).then(ASKED)
    TEAMS.given(ASKED).when(ask, SURVEYING).then_nothing()
    TEAMS.given().when(AskForRatings(actor=MEMBER), SURVEYING).then_rejected("not-leader")
    TEAMS.given().when(AskForRatings(actor=STRANGER), SURVEYING).then_rejected("not-in-team")
    begun = EVALUATION.fold(lived(*until_team(), sheets(2)[0]))
    TEAMS.given().when(ask, begun).then_rejected("findings-begun")
    TEAMS.given().when(ask, EVALUATION.initial).then_rejected("wrong-state")


def test_a_round_that_was_given_up_is_followed_by_another_and_its_ratings_stay_closed() -> None:
    stop = GiveUpRatings("Một thành viên ốm", actor=LEADER)
    over = TEAMS.given(ASKED).when(stop, SURVEYING).then_types("RatingsGivenUp")
    over.when(stop, SURVEYING).then_nothing()
    over.when(OpenRatings(), HandedIn(SURVEYING, handed_in(*PEOPLE))).then_nothing()
    over.when(AskForRatings(actor=LEADER), SURVEYING).then(RatingsAsked(2, 1))
    wordless = replace(stop, reason="...")
    TEAMS.given(ASKED).when(wordless, SURVEYING).then_rejected("text-wordless")
    TEAMS.given().when(stop, SURVEYING).then_rejected("ratings-not-asked")


def test_a_case_that_is_registered_again_is_rated_anew() -> None:
    again = (register(), WITHDRAW, *until_team())
    case = EVALUATION.fold(lived(*again))
    TEAMS.given(ASKED).when(AskForRatings(actor=LEADER), case).then(RatingsAsked(2, 2))
    EVALUATING.given(*lived(*again)).when(sheets(2)[0], judging(Agreement(asked=ASKED))).then_types(
        "FindingRecorded"
    )


def test_a_member_rates_in_the_own_stream_alone_and_while_it_is_asked_for() -> None:
    first = rated(MEMBER)[0]
    RATING.given().when(first, KNOWN).then(
        CriterionRated(first.criterion, first.judgements, "Đã xem")
    )
    other = replace(first, id=rating_id(ID, 1, LEADER))
    problem = RATING.given().when(other, KNOWN)
    with pytest.raises(Exception, match="không phải phiếu chấm riêng của người gửi"):
        problem.then_nothing()
    RATING.given().when(by(STRANGER, HandInRating), KNOWN).then_rejected("not-in-team")
    for unasked in (Agreement(), Agreement(asked=ASKED, opened=_opened())):
        known = replace(KNOWN, agreement=unasked)
        RATING.given().when(first, known).then_rejected("ratings-not-asked")
    wordless = replace(first, text="...")
    RATING.given().when(wordless, KNOWN).then_rejected("text-wordless")
    unknown = replace(first, judgements=(Verdict(1, "z", True),))
    RATING.given().when(unknown, KNOWN).then_rejected("indicator-unknown")


@pytest.mark.parametrize(
    ("said", "code"), [({}, "declarations-missing"), ({MEMBER: TIED}, "declared-tie")]
)
def test_nobody_rates_before_their_own_word_lets_them(said: Any, code: str) -> None:
    known = replace(KNOWN, rules=RULES, made=Team(declared=said))
    RATING.given().when(rated(MEMBER)[0], known).then_rejected(code)
    RATING.given().when(by(MEMBER, HandInRating), known).then_rejected(code)
    RATING.given().when(rated(MEMBER)[0], replace(known, made=DECLARED)).then_types(
        "CriterionRated"
    )


def test_a_rating_is_handed_in_whole_and_does_not_change_afterwards() -> None:
    all_but_one = [c for c in rated(MEMBER) if c.criterion != "5.6"][:-1]
    past = RATING.given(*(CriterionRated(c.criterion, c.judgements, c.text) for c in all_but_one))
    past.when(by(MEMBER, HandInRating), KNOWN).then_rejected("criteria-unjudged")
    past = RATING.given(*(CriterionRated(c.criterion, c.judgements, c.text) for c in rated(MEMBER)))
    past.when(rated(MEMBER)[0], KNOWN).then_nothing()
    done = past.when(by(MEMBER, HandInRating), KNOWN).then_types("RatingHandedIn")
    done.when(by(MEMBER, HandInRating), KNOWN).then_nothing()
    changed = replace(rated(MEMBER)[0], text="Nghĩ lại")
    done.when(changed, KNOWN).then_rejected("rating-handed-in")


def test_ratings_open_when_everybody_in_the_team_has_handed_in_and_not_before() -> None:
    waiting = TEAMS.given(ASKED)
    some = HandedIn(SURVEYING, handed_in(*PEOPLE[:-1]))
    waiting.when(OpenRatings(), some).then_nothing()
    waiting.when(OpenRatings(), HandedIn(SURVEYING, handed_in(*PEOPLE))).then_types("RatingsOpened")
    TEAMS.given().when(OpenRatings(), HandedIn(SURVEYING, handed_in(*PEOPLE))).then_nothing()


def test_who_has_left_is_not_waited_for_and_who_has_joined_is() -> None:
    joined = TeamMember("u:sixth", "member")
    ratings = {**handed_in(*PEOPLE[:-1]), "u:sixth": OWN_RATING.initial}
    left = TeamChanged("13/QĐ", TEAM.members[:-1], "Rút một người")
    replaced = TeamChanged("13/QĐ", (*TEAM.members[:-1], joined), "Thay người")
    for change, types in ((left, ["RatingsOpened"]), (replaced, [])):
        case = EVALUATION.fold([*lived(*until_team()), change])
        known = HandedIn(case, ratings)
        TEAMS.given(ASKED).when(OpenRatings(), known).then_types(*types)


def _opened() -> RatingsOpened:
    (event,) = OPENED.then_types("RatingsOpened").past[1:]
    assert isinstance(event, RatingsOpened)
    return event


def test_what_all_judged_alike_follows_by_itself_and_the_rest_is_named() -> None:
    opened = _opened()
    assert opened.raters == PEOPLE
    assert opened.differing == ("1.1/1a", "2.3/1a")
    assert "1.1/1b" in opened.all_met
    assert not {*opened.all_met} & {*opened.differing}
    assert len(opened.none_met) == 1


def test_an_indicator_that_only_some_judged_differs() -> None:
    ratings = handed_in(*PEOPLE)
    fuller = by(LEADER, RateCriterion, "1.1", (*LEVEL_2[0].judgements, Verdict(3, "-", True)), "")
    sheets_ = {**ratings[LEADER].sheets}
    sheets_["1.1"] = CriterionRated("1.1", fuller.judgements, "")
    ratings[LEADER] = replace(ratings[LEADER], sheets=sheets_)
    (_, opened) = (
        TEAMS.given(ASKED)
        .when(OpenRatings(), HandedIn(SURVEYING, ratings))
        .then_types("RatingsOpened")
        .past
    )
    assert opened.differing == ("1.1/3",)


def test_the_leader_settles_each_difference_with_a_reason_and_may_mend_it() -> None:
    opened = OPENED.then_types("RatingsOpened")
    done = opened.when(settled(), SURVEYING).then(
        DifferenceSettled("1.1", (Verdict(1, "a", True),), "Đã xem lại minh chứng")
    )
    done.when(settled(), SURVEYING).then_nothing()
    done.when(settled("1.1", Verdict(1, "a", False)), SURVEYING).then_types("DifferenceSettled")
    opened.when(settled(actor=MEMBER), SURVEYING).then_rejected("not-leader")
    opened.when(settled("1.2"), SURVEYING).then_rejected("nothing-differs")
    agreed = settled("1.1", Verdict(1, "a", True), Verdict(1, "b", True))
    opened.when(agreed, SURVEYING).then_rejected("indicator-agreed")
    nothing = replace(settled(), judgements=())
    opened.when(nothing, SURVEYING).then_rejected("difference-open")
    wordless = replace(settled(), reason="-")
    opened.when(wordless, SURVEYING).then_rejected("text-wordless")
    TEAMS.given(ASKED).when(settled(), SURVEYING).then_rejected("ratings-not-open")


def _agreement(*settled_: SettleDifference) -> Agreement:
    past = OPENED.then_types("RatingsOpened")
    for each in settled_:
        past = past.when(each, SURVEYING).then_types("DifferenceSettled")
    return AGREEING.fold(past.past)


def test_the_teams_sheet_rests_on_what_its_members_came_to() -> None:
    first = next(sheet for sheet in sheets(2) if sheet.criterion == "1.1")
    team = EVALUATING.given(*lived(*until_team()))
    sealed = judging(Agreement(asked=ASKED))
    team.when(first, sealed).then_rejected("ratings-sealed")
    team.when(first, judging(_agreement())).then_rejected("difference-open")
    met = judging(_agreement(settled("1.1", Verdict(1, "a", True))))
    team.when(first, met).then_types("FindingRecorded")
    not_met = judging(_agreement(settled("1.1", Verdict(1, "a", False))))
    team.when(first, not_met).then_rejected("finding-differs")
    together = judging(Agreement())
    team.when(first, together).then_types("FindingRecorded")


def test_a_survey_ends_once_every_difference_is_settled_and_the_sheets_say_so() -> None:
    all_settled = _agreement(settled("1.1"), settled("2.3"))
    found = EVALUATING.given(
        *EVALUATING.run([*until_team(), *sheets(2)]),
    )
    found.when(close(), judging(all_settled)).then_types("SurveyClosed")
    found.when(close(), judging(_agreement(settled("1.1")))).then_rejected("difference-open")
    changed = _agreement(settled("1.1"), settled("2.3", Verdict(1, "a", False)))
    found.when(close(), judging(changed)).then_rejected("finding-differs")
    sealed = judging(Agreement(asked=ASKED))
    found.when(close(), sealed).then_rejected("ratings-sealed")
    found.when(close(), judging(Agreement())).then_types("SurveyClosed")


def test_a_draft_says_what_the_team_settled_last() -> None:
    surveyed = EVALUATING.given(*EVALUATING.run([*until_team(), *sheets(2), close()]))
    kept = _agreement(settled("1.1"), settled("2.3"))
    surveyed.when(draft(), judging(kept)).then_types("DraftSent")
    changed = _agreement(settled("1.1"), settled("2.3"), settled("2.3", Verdict(1, "a", False)))
    surveyed.when(draft(), judging(changed)).then_rejected("finding-differs")


def test_where_differences_are_only_shown_the_team_writes_what_it_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = external_review.Differences(False, "chỉ xem")
    monkeypatch.setattr(external_review, "differences", lambda rules: shown)
    check_finding(PRIMARY, _agreement(), "1.1", (Verdict(1, "a", False),))


def test_that_differences_are_settled_says_how_sure_it_is() -> None:
    held = external_review.differences(PRIMARY)
    assert held.settled_first
    assert "chưa chắc chắn" in held.source


def test_what_the_school_objects_to_is_no_longer_bound_by_the_ratings() -> None:
    past = EVALUATING.run([*until_team(), *sheets(2), close(), draft(), reply(False, "Khác")])
    first = replace(sheets(2)[0], strengths="Mới")
    sealed = judging(Agreement(asked=ASKED))
    EVALUATING.given(*past).when(first, sealed).then_types("FindingRecorded")


N = None
OBSERVED = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3),
    (N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N),
)
"""Krippendorff 2011, the example of four observers and twelve units."""


def test_alpha_is_the_published_one() -> None:
    found = alpha([*zip(*OBSERVED, strict=True)])
    assert found is not None
    assert round(found, 3) == 0.815


def test_alpha_is_one_for_perfect_agreement_and_nothing_where_there_is_nothing_to_compare() -> None:
    assert alpha([(1, 1, 1), (2, 2, 2)]) == 1
    assert alpha([(1, 1), (1, 1)]) is None
    assert alpha([(1, None), (None, 2)]) is None
    worse = alpha([(0, 3), (3, 0)])
    assert worse is not None
    assert worse < 0


def test_a_criterion_has_the_highest_level_all_of_which_is_met_from_the_lowest_on() -> None:
    places = [("1.1", *place) for place in indicators(PRIMARY, "1.1")]
    levels = [level for _, level, _ in places]
    assert level_of(PRIMARY, dict.fromkeys(places, True), "1.1") == max(levels)
    first = [place for place in places if place[1] == 1]
    assert level_of(PRIMARY, dict.fromkeys(first, True), "1.1") == 1
    above = [place for place in places if place[1] > 1]
    assert level_of(PRIMARY, dict.fromkeys(above, True), "1.1") == 0
    assert level_of(PRIMARY, {places[0]: True}, "1.1") == 0
    assert level_of(PRIMARY, {}, "1.1") is None
