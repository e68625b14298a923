"""What people declare before they work in a team, and who is drawn into it."""

import hashlib
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.engine.procedure import Act
from libs.engine.rules import RULES
from libs.kernel.problems import Forbidden, Rejected
from libs.law import standards
from libs.law.standards import teams
from libs.law.standards.teams import Standing, against, free
from services.review.evaluation.survey import ChangeTeam
from services.review.shared.fields import TeamMember
from services.review.team import procedure
from services.review.team.draw import drawn
from services.review.team.events import (
    DeclarationsAsked,
    DrawAnnounced,
    InterestDeclared,
    MemberKept,
    MembersDrawn,
    Tie,
)
from services.review.team.rules import (
    TEAM,
    AnnounceDraw,
    AskDeclarations,
    Declared,
    DeclareInterest,
    DrawMembers,
    KeepMember,
    Making,
    decide,
)
from services.review.team.rules import Team as Made
from tests.review import cases
from tests.review.cases import (
    ACCEPT,
    BY_SO,
    COUNCIL,
    DECLARED,
    EVALUATING,
    FORWARD,
    LEADER,
    MEMBER,
    close,
    lived,
    sheets,
)
from tests.review.test_appraisal import FILED as APPRAISED
from tests.review.test_rules_number_3 import after, three
from tests.review.world import APPRAISER, CHECKER, DIRECTOR, PRINCIPAL, SCHOOL, World
from tests.spec import Knowing, Spec

KNOWN = Making((LEADER, MEMBER))
MAKING: Spec[Any, Any] = Spec(
    TEAM, procedure.PROCEDURE, dict.fromkeys(procedure.PROCEDURE.of, KNOWN)
)
SEED = "5e" * 32
KIN, WORKED = Tie("kin", "Con học lớp 3"), Tie("worked_there")
CASE, DAY = "abc_2024", date(2024, 11, 20)
FILED = (
    (cases.BOTH, PRINCIPAL, date(2024, 10, 28)),
    (cases.FORWARD, CHECKER, date(2024, 11, 4)),
    (cases.ACCEPT, APPRAISER, date(2024, 11, 8)),
)
PEOPLE = ("u:a", "u:b", "u:c", "u:d")
LIST = AnnounceDraw(PEOPLE, 2, 1)
FIXED = DrawAnnounced(PEOPLE, 2, 1)
ACCEPTED = after(cases.register(), cases.FORWARD, cases.ACCEPT)
FORMED = after(cases.register(), cases.FORWARD, cases.ACCEPT, cases.TEAM)


def declare(*ties: Tie, actor: str = MEMBER) -> DeclareInterest:
    return DeclareInterest(ties, actor=actor)


def test_a_member_declares_by_their_own_act_and_may_say_it_anew() -> None:
    said = MAKING.given().when(declare()).then(InterestDeclared((), MEMBER))
    said.when(declare()).then_nothing()
    said.when(declare(KIN)).then(InterestDeclared((KIN,), MEMBER))


def test_nobody_declares_who_is_neither_of_the_team_nor_asked() -> None:
    MAKING.given().when(declare(actor="u:a")).then_rejected("declaration-not-asked")
    asked = MAKING.given().when(AskDeclarations(("u:a",))).then(DeclarationsAsked(("u:a",)))
    asked.when(declare(actor="u:a")).then(InterestDeclared((), "u:a"))
    asked.when(AskDeclarations(("u:a",))).then_nothing()


def test_who_declared_kin_is_kept_with_a_reason_and_who_worked_there_never() -> None:
    keep = KeepMember(MEMBER, "Con đã chuyển trường", actor="u:director")
    MAKING.given().when(keep).then_rejected("declaration-missing")
    kin = MAKING.given(InterestDeclared((KIN,), MEMBER))
    kin.when(replace(keep, reason="-")).then_rejected("text-wordless")
    kept = kin.when(keep).then(MemberKept(MEMBER, keep.reason))
    kept.when(keep).then_nothing()
    worked = MAKING.given(InterestDeclared((KIN, WORKED), MEMBER))
    assert "Điều 30" in str(worked.when(keep).then_rejected("tie-bars").rule)


def test_whoever_takes_a_tie_back_is_kept_by_the_director_and_not_by_their_own_word() -> None:
    keep = KeepMember(MEMBER, "Khai nhầm trường", actor=DIRECTOR)
    for tie in (KIN, WORKED):
        said = MAKING.given(InterestDeclared((tie,), MEMBER))
        nothing = said.when(declare()).then(InterestDeclared((), MEMBER))
        assert TEAM.fold(nothing.past).tied([MEMBER]) == [MEMBER]
        kept = nothing.when(keep).then(MemberKept(MEMBER, keep.reason))
        assert TEAM.fold(kept.past).tied([MEMBER]) == []
    again = MAKING.given(*(InterestDeclared(ties, MEMBER) for ties in ((KIN,), (), (WORKED,))))
    again.when(keep).then_rejected("tie-bars")


def test_a_tie_that_was_decided_on_may_end() -> None:
    past = (InterestDeclared((KIN,), MEMBER), MemberKept(MEMBER, "x"), InterestDeclared((), MEMBER))
    assert TEAM.fold(past).tied([MEMBER]) == []


def test_nobody_decides_on_the_own_ties() -> None:
    kin = MAKING.given(InterestDeclared((KIN,), MEMBER))
    own = KeepMember(MEMBER, "Con đã chuyển trường", actor=MEMBER)
    kin.when(own).then_refused(Forbidden, "duties-apart")


@pytest.mark.parametrize(
    "deed",
    [
        AskDeclarations((MEMBER,)),
        KeepMember(MEMBER, "Xa", actor=DIRECTOR),
        AnnounceDraw((MEMBER,), 1, 1),
        DrawMembers(),
    ],
)
def test_whose_own_school_it_is_neither_asks_keeps_nor_draws(deed: object) -> None:
    world, stream = World(), f"team-{CASE}"
    for command, actor, on in FILED:
        world.act(f"evaluation-{CASE}", command, actor, on)
    world.act(stream, AskDeclarations((MEMBER,)), DIRECTOR, DAY)
    world.act(stream, declare(KIN), MEMBER, DAY)
    world.grant(DIRECTOR, "council_member", SCHOOL)
    with pytest.raises(Forbidden) as refusal:
        world.act(stream, deed, DIRECTOR, DAY)
    assert refusal.value.code == "own-school"


def test_what_was_decided_of_one_declaration_does_not_hold_of_the_next() -> None:
    team = TEAM.fold([InterestDeclared((KIN,), MEMBER), MemberKept(MEMBER, "x")])
    assert team.tied([MEMBER]) == []
    assert TEAM.evolve(team, InterestDeclared((KIN, KIN), MEMBER)).tied([MEMBER]) == [MEMBER]


def test_a_case_that_is_over_asks_nobody_anything() -> None:
    over = replace(KNOWN, runs=False)
    MAKING.given().when(Knowing(declare(), over)).then_rejected("team-not-in-the-making")


@pytest.mark.parametrize("work", [sheets(2)[0], sheets(2)[1]])
def test_a_team_records_nothing_before_all_of_it_declared(work: object) -> None:
    silent = Made(declared={k: v for k, v in DECLARED.declared.items() if k != MEMBER})
    wanted = three(work)
    known = replace(wanted.known, made=silent)
    refusal = FORMED.when(Knowing(work, known)).then_rejected("declarations-missing")
    assert f"'{MEMBER}'" in refusal.detail
    FORMED.when(Knowing(work, replace(known, rules=RULES - 1))).then_types("FindingRecorded")
    FORMED.when(wanted).then_types("FindingRecorded")


def test_a_survey_ends_only_once_nobodys_own_word_speaks_against_them() -> None:
    found = after(cases.register(), cases.FORWARD, cases.ACCEPT, cases.TEAM, *sheets(2))
    tied = replace(DECLARED, declared={**DECLARED.declared, MEMBER: Declared((KIN,))})
    kept = replace(DECLARED, declared={**DECLARED.declared, MEMBER: Declared((KIN,), kept=True)})
    wanted = three(close())
    found.when(Knowing(close(), replace(wanted.known, made=tied))).then_rejected("declared-tie")
    found.when(Knowing(close(), replace(wanted.known, made=kept))).then_types("SurveyClosed")


def test_who_declared_a_tie_is_formed_into_no_team() -> None:
    tied = Made(declared={MEMBER: Declared((KIN,))})
    refusal = ACCEPTED.when(Knowing(cases.TEAM, replace(BY_SO, made=tied)))
    assert refusal.then_rejected("declared-tie").errors[0].pointer == "/members/2/person"


def test_a_draw_names_its_seed_before_anybody_can_know_it() -> None:
    fixed = MAKING.given().when(LIST).then(FIXED)
    fixed.when(DrawMembers()).then_rejected("seed-not-there")
    fixed.when(AnnounceDraw(PEOPLE[:3], 2, 1)).then_rejected("draw-pending")
    seeded = replace(KNOWN, seed=SEED)
    fixed.when(Knowing(DrawMembers(), seeded)).then(MembersDrawn(SEED, drawn(PEOPLE, 2, SEED)))


def test_nobody_is_drawn_from_no_list_nor_more_than_it_has() -> None:
    MAKING.given().when(DrawMembers()).then_rejected("draw-not-announced")
    MAKING.given().when(replace(LIST, seats=5)).then_rejected("seats-too-many")


def test_another_draw_says_why() -> None:
    once = MAKING.given(FIXED, MembersDrawn(SEED, drawn(PEOPLE, 2, SEED)))
    once.when(Knowing(DrawMembers(), replace(KNOWN, seed="00" * 32))).then_nothing()
    once.when(replace(LIST, seats=1)).then_rejected("draw-unexplained")
    once.when(replace(LIST, seats=1, reason="...")).then_rejected("text-wordless")
    once.when(replace(LIST, seats=1, reason="Người trúng thăm đi học")).then_types("DrawAnnounced")


@pytest.mark.parametrize(
    "standing",
    [
        Standing(posts=("teacher",)),
        Standing(council=True),
        Standing(filed=True),
        Standing(declared=("kin",)),
        Standing(declared=("worked_there",), kept=True),
    ],
)
def test_whom_anything_bars_takes_part_in_no_draw(standing: Standing) -> None:
    known = replace(KNOWN, standings={"u:b": standing})
    refusal = MAKING.given().when(Knowing(LIST, known)).then_rejected("conflict-in-draw")
    assert refusal.errors[0].pointer == "/candidates/1"


def test_what_is_not_known_is_told_and_bars_nobody() -> None:
    unknown = Standing(known=False, near=True, trained=False)
    assert [row.code for row in against(unknown)] == ["posts_unknown", "same_commune", "untrained"]
    assert free(unknown)
    assert against(replace(unknown, declared=(), near=False, trained=True)) == ()


def test_a_team_has_in_it_who_was_drawn_unless_their_word_keeps_them_out() -> None:
    lots = MembersDrawn(SEED, ("u:other",))
    made = replace(DECLARED, draw=replace(FIXED, candidates=("u:other",)), lots=lots)
    known = replace(BY_SO, made=made)
    ACCEPTED.when(Knowing(cases.TEAM, known)).then_rejected("drawn-left-out")
    word = {**DECLARED.declared, "u:other": Declared((KIN,))}
    tied = replace(known, made=replace(made, declared=word))
    ACCEPTED.when(Knowing(cases.TEAM, tied)).then_types("TeamFormed")
    waiting = replace(known, made=replace(made, lots=None))
    ACCEPTED.when(Knowing(cases.TEAM, waiting)).then_rejected("draw-pending")


IDS = st.text("0123456789abcdef", min_size=4, max_size=8).map(lambda id: f"u:{id}")
LISTS = st.lists(IDS, min_size=1, max_size=20, unique=True)
SEEDS = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(LISTS, st.integers(1, 20), SEEDS, st.randoms())
def test_the_same_seed_draws_the_same_people_in_whatever_order_they_stand(
    people: list[str], seats: int, seed: str, random: object
) -> None:
    found = drawn(people, seats, seed)
    shuffled = [*people]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert drawn(shuffled, seats, seed) == found
    assert len(found) == min(seats, len(people)) == len({*found})
    # As docs/draw.md says that anybody repeats it.
    lots = sorted(hashlib.sha256(f"{seed}:{person}".encode()).hexdigest() for person in people)
    assert [hashlib.sha256(f"{seed}:{p}".encode()).hexdigest() for p in found] == lots[: len(found)]


STANDINGS = st.builds(
    Standing,
    posts=st.sampled_from([(), ("teacher",)]),
    council=st.booleans(),
    filed=st.booleans(),
    declared=st.one_of(st.none(), st.lists(st.sampled_from(["kin", "worked_there"])).map(tuple)),
    kept=st.booleans(),
    known=st.booleans(),
)


@given(st.dictionaries(IDS, STANDINGS, min_size=1, max_size=8), SEEDS)
def test_nobody_is_ever_drawn_whom_something_bars(
    standings: dict[str, Standing], seed: str
) -> None:
    known = replace(KNOWN, standings=standings, seed=seed)
    announce = AnnounceDraw(tuple(standings), 1, 1)
    if not all(free(each) for each in standings.values()):
        with pytest.raises(Rejected) as refusal:
            decide(announce, known, Made())
        assert refusal.value.code == "conflict-in-draw"
        return
    fixed = decide(announce, known, Made())
    (result,) = decide(DrawMembers(), known, TEAM.fold(fixed))
    assert isinstance(result, MembersDrawn)
    assert all(free(standings[person]) for person in result.drawn)


def test_every_kind_of_conflict_is_stated_with_its_source() -> None:
    codes = {row.code for row in teams.conflicts()}
    ties = {f"declared_{kind}" for kind in ("worked_there", "kin", "commerce", "other_tie")}
    assert ties <= codes
    assert all(row.source for row in teams.conflicts())
    kept = {row.code for row in teams.conflicts() if row.bars and row.may_keep}
    assert kept < ties | {"tie_taken_back"}


def test_a_team_under_tt_57_has_five_to_nine_people_or_states_why() -> None:
    rules = standards.choose("primary", date(2026, 9, 10))
    size = teams.team_size(rules)
    assert (size.least, size.most, size.sure) == (5, 9, False)
    in_2018 = teams.team_size(cases.PRIMARY)
    assert (in_2018.least, in_2018.most, in_2018.sure) == (5, 7, False)


def test_a_deputy_acts_for_the_leader_only_where_the_decision_says_so() -> None:
    found = after(cases.register(), cases.FORWARD, cases.ACCEPT, cases.TEAM, *sheets(2))
    first, *rest = cases.TEAM.members
    rest[1] = TeamMember(MEMBER, "deputy")
    day = date(2024, 12, 10)

    def changed(acting: bool, number: str) -> object:
        members = (first, rest[0], replace(rest[1], acting=acting), *rest[2:])
        return three(ChangeTeam(number, members, "Trưởng đoàn ốm", on=day))

    closing = three(close(actor=MEMBER))
    plain = found.when(changed(False, "13/QĐ")).then_types("TeamChanged")
    plain.when(closing).then_rejected("not-leader")
    acting = found.when(changed(True, "14/QĐ")).then_types("TeamChanged")
    acting.when(closing).then_types("SurveyClosed")


def test_only_a_deputy_acts_for_the_leader() -> None:
    members = (*cases.TEAM.members[:4], replace(cases.TEAM.members[4], acting=True))
    asked = ACCEPTED.when(three(replace(cases.TEAM, members=members)))
    asked.then_rejected("not-deputy")


def test_a_member_of_a_council_may_declare_while_it_works() -> None:
    """Their own word comes unasked, as in a team, and keeps the council from going on."""
    case = EVALUATING.decider.fold(lived(APPRAISED, FORWARD, ACCEPT, COUNCIL))
    asked: Any = SimpleNamespace(fold=lambda fold, id: case)
    act = Act("79", "team-abc_2026", date(2026, 11, 5), MEMBER, "evaluator", "so79")
    known = procedure.declaring(asked, act, declare())
    assert known.runs
    assert MEMBER in known.members
