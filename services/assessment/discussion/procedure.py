"""Which command a discussion's events state again, and what commands must know of others."""

from collections.abc import Sequence

from libs.engine.evidence import HASHES
from libs.engine.procedure import Act, Ask, Fold, Needs, Procedure
from libs.engine.register import SCHOOL
from libs.rights import acting_for, concerned, offices, school_of, unknown
from services.assessment.cycle.told import PINNED_RULES
from services.assessment.discussion import events as own
from services.assessment.discussion import rules, things
from services.assessment.discussion.groups import GROUPS_HEARD, Groups, regrouped
from services.assessment.discussion.state import Discussion
from services.assessment.improvement_plan.told import ITEMS

BEGUN_FOR: Fold[frozenset[str]] = Fold(
    "discussion", own.BEGUN, frozenset(), lambda found, told: found | {own.for_whom(told)}
)
"""For which school and offices a discussion and its tasks were begun."""
GROUPS: Fold[Groups] = Fold("cycle", GROUPS_HEARD, {}, regrouped)
"""The groups of a cycle's council."""


def known(ask: Ask, act: Act, command: rules.OpenDiscussion) -> things.Known:
    """Supply what the school has of what is named; raises `NotFound` ("school-unknown")."""
    if not ask.fold(SCHOOL, act.school).kinds:
        raise unknown(act.school)
    about = command.about
    return things.Known(
        ask.fold(PINNED_RULES, about.cycle) if about.cycle and _own(act, about.cycle) else "",
        ask.fold(ITEMS, about.plan) if about.plan and _own(act, about.plan) else frozenset(),
        about.code is not None and about.code in ask.fold(HASHES, act.school),
    )


def addressed(ask: Ask, act: Act, command: rules.SetTask) -> rules.Addressed:
    """Supply whether who is to do it belongs to the school or an office that sees its affairs."""
    if command.person is not None:
        return rules.Addressed(acting_for(own.PARTY, command.person, act.stream, act.on, ask.read))
    if command.office is not None:
        return rules.Addressed(concerned(ask.read, act.school) & {command.office})
    if command.cycle is not None and _own(act, command.cycle):
        return rules.Addressed(group=command.group in ask.fold(GROUPS, command.cycle))
    return rules.Addressed()


def ended(
    ask: Ask, act: Act, command: rules.WithdrawTask | rules.CloseDiscussion
) -> frozenset[str]:
    """Supply which offices that began something here are no more."""
    found = {org: offices.office(ask.read, org, act.on) for org in ask.fold(BEGUN_FOR, act.id)}
    return frozenset(org for org, one in found.items() if one and offices.gone(one, act.on))


def _own(act: Act, id: str) -> bool:
    return school_of(f"-{id}") == act.school


def _opened(
    events: Sequence[own.DiscussionEvent], state: Discussion, act: Act
) -> rules.OpenDiscussion:
    told = events[0]
    assert isinstance(told, own.DiscussionOpened)
    said = (told.about, told.subject, told.text, told.within_school, bool(told.suspected))
    return rules.OpenDiscussion(*said, school=act.school, org=act.org)


def _added(events: Sequence[own.DiscussionEvent], state: Discussion, act: Act) -> rules.AddMessage:
    told = events[0]
    assert isinstance(told, own.MessageAdded)
    return rules.AddMessage(told.text, bool(told.suspected), school=act.school, org=act.org)


def _done(events: Sequence[own.DiscussionEvent], state: Discussion, act: Act) -> rules.CompleteTask:
    told = events[0]
    assert isinstance(told, own.TaskDone)
    said = (told.message, told.text, bool(told.suspected))
    return rules.CompleteTask(*said, actor=act.actor, school=act.school, org=act.org)


def _withdrawn(
    events: Sequence[own.DiscussionEvent], state: Discussion, act: Act
) -> rules.WithdrawTask:
    told = events[0]
    assert isinstance(told, own.TaskWithdrawn)
    said = (told.message, told.reason, bool(told.suspected))
    return rules.WithdrawTask(*said, school=act.school, org=act.org)


def _closed(
    events: Sequence[own.DiscussionEvent], state: Discussion, act: Act
) -> rules.CloseDiscussion:
    told = events[0]
    assert isinstance(told, own.DiscussionClosed)
    return rules.CloseDiscussion(told.reason, bool(told.suspected), school=act.school, org=act.org)


PROCEDURE: Procedure[rules.Command, Discussion, own.DiscussionEvent] = Procedure(
    {
        own.DiscussionOpened: _opened,
        own.MessageAdded: _added,
        own.TaskSet: rules.SetTask,
        own.TaskDone: _done,
        own.TaskWithdrawn: _withdrawn,
        own.DiscussionClosed: _closed,
    },
    needs=(
        Needs(rules.OpenDiscussion, known, rules.open_discussion),
        Needs(rules.SetTask, addressed, rules.set_task),
        Needs(rules.WithdrawTask, ended, rules.withdraw),
        Needs(rules.CloseDiscussion, ended, rules.close),
    ),
    asks=(SCHOOL, PINNED_RULES, ITEMS, BEGUN_FOR, GROUPS, HASHES),
)
