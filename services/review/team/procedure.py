"""The procedure of a team's making: who may be asked and drawn, and what decides a draw."""

from collections.abc import Iterable
from dataclasses import replace
from typing import get_args

from libs.engine.procedure import Act, After, Ask, Fold, Needs, Procedure
from libs.law.standards.teams import Standing
from libs.rights import school_of
from libs.rights.separation import check_school, done, post_at, posts_of
from services.review.evaluation.events import EVALUATION_EVENTS
from services.review.evaluation.people import council, evaluates
from services.review.evaluation.self_assessment import CYCLE
from services.review.evaluation.state import (
    Appraising,
    Empty,
    Evaluation,
    State,
    Surveying,
    evolve,
)
from services.review.evaluation.survey import AT_WORK
from services.review.team.events import (
    DeclarationsAsked,
    DrawAnnounced,
    InterestDeclared,
    MemberKept,
    MembersDrawn,
    TeamEvent,
)
from services.review.team.rules import (
    MADE,
    AnnounceDraw,
    AskDeclarations,
    Command,
    DeclareInterest,
    DrawMembers,
    KeepMember,
    Making,
    Preparing,
    Team,
    decide,
)

CASE: Fold[Evaluation] = Fold("evaluation", EVALUATION_EVENTS, Empty(), evolve)
SEED = After(DrawAnnounced)


def declaring(ask: Ask, act: Act, command: DeclareInterest) -> Making:
    """Supply how far the case is, and who is in its team or council."""
    return _making(ask, act)


def keeping(ask: Ask, act: Act, command: KeepMember) -> Making:
    """Supply how far the case is; raises as `_prepared`."""
    return _prepared(ask, act)


def _prepared(ask: Ask, act: Act) -> Making:
    """Return how far the case is for an office; raises `Forbidden` ("own-school").

    Whoever may not form the team of a school neither says of whom it is made.
    """
    stream = f"evaluation-{act.id}"
    check_school("form", act.actor, ask.read, act.school, ask.read(stream)[stream])
    return _making(ask, act)


def _making(ask: Ask, act: Act) -> Making:
    case = ask.fold(CASE, act.id)
    people: tuple[str, ...] = ()
    if isinstance(case, Surveying):
        people = tuple(member.person for member in case.team.members)
    elif isinstance(case, Appraising):
        people = tuple(member.person for member in case.council.members)
    return Making(people, case.state in (State.ACCEPTED, State.APPRAISING, *AT_WORK))


def preparing(ask: Ask, act: Act, command: Preparing) -> Making:
    """Supply of those named who is no evaluator, and what registers say of them and the school;
    raises as `_prepared`."""
    known = _prepared(ask, act)
    named = command.persons if isinstance(command, AskDeclarations) else command.candidates
    people = dict.fromkeys(named)
    strangers = tuple(each for each in people if not evaluates(ask, each, act.on))
    if isinstance(command, AskDeclarations):
        return replace(known, strangers=strangers)
    return replace(known, strangers=strangers, standings=standings(ask, act, people))


def drawing(ask: Ask, act: Act, command: DrawMembers) -> Making:
    """Supply the hash that decides the draw; raises as `_prepared`."""
    known = _prepared(ask, act)
    return replace(known, seed=ask.after(SEED, act.stream))


def standings(ask: Ask, act: Act, people: Iterable[str]) -> dict[str, Standing]:
    """Return what the log says of people and the school of the act's case, by person."""
    made, members = ask.fold(MADE, act.id), council(ask, act)
    case = f"evaluation-{act.id}"
    had, school = done(ask.read(case)[case]), school_of(case)
    found = {}
    for person in people:
        stream = f"person-{person[2:]}"
        post = post_at(ask.read, person, school)
        found[person] = replace(
            made.standing(person),
            posts=() if post is None else (post,),
            council=person in members,
            filed="file" in had.get(person, ()),
            known=bool(posts_of(ask.read(stream)[stream])),
        )
    return found


PROCEDURE: Procedure[Command, Team, TeamEvent] = Procedure(
    {
        DeclarationsAsked: AskDeclarations,
        InterestDeclared: DeclareInterest,
        MemberKept: KeepMember,
        DrawAnnounced: AnnounceDraw,
        MembersDrawn: DrawMembers,
    },
    needs=(
        Needs(DeclareInterest, declaring, decide),
        Needs(KeepMember, keeping, decide),
        *(Needs(kind, preparing, decide) for kind in get_args(Preparing)),
        Needs(DrawMembers, drawing, decide),
    ),
    asks=(CASE, CYCLE, MADE, SEED),
)
