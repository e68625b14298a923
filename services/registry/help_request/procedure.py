"""Questions: who is asked is the office in charge on the day, and its contact."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import OFFICE, SCHOOL
from libs.kernel.periods import value_on
from libs.rights import holder
from libs.rights.schools import School
from services.registry.contact.procedure import CONTACTS
from services.registry.contact.rules import IN_CHARGE
from services.registry.help_request.events import (
    HelpAnswered,
    HelpClosed,
    HelpForwarded,
    HelpReopened,
    HelpRequested,
    HelpRequestEvent,
)
from services.registry.help_request.rules import (
    AnswerHelp,
    AskForHelp,
    CloseHelp,
    Command,
    ForwardHelp,
    Helper,
    HelpRequest,
    ReopenHelp,
    ask_for_help,
    forward,
)


def helper(ask: Ask, act: Act, command: AskForHelp) -> Helper:
    """Supply whom the stream's owner turns to on the day.

    A school: the nearest office in charge that has a contact for its kind, else the nearest in
    charge. An office: the one above it, with its contact for the kind asked about.
    """
    school = ask.fold(SCHOOL, act.school)
    if school.kinds:
        found = _in_charge(ask, school, act.on)
        found.sort(key=lambda each: each.officer is None)
        return replace(found[0], school=True) if found else Helper(None, school=True)
    parents = ask.fold(OFFICE, act.school).parents
    above = value_on(parents, act.on) if parents else None
    return _at(ask, above, command.kind, act.on) if above else Helper(None)


def forwarded(ask: Ask, act: Act, command: ForwardHelp) -> Helper:
    """Supply the office that a question is passed on to, with its contact for the asking school."""
    kinds = ask.fold(SCHOOL, act.school).kinds
    return _at(ask, command.office, value_on(kinds, act.on) if kinds else None, act.on)


def _in_charge(ask: Ask, school: School, on: date) -> list[Helper]:
    """Return the offices in charge of a school on a day, the nearest first."""
    if school.closed_on is not None and school.closed_on <= on:
        return []
    kind, areas = school.kind_on(on), school.areas_on(on)
    offices = [holder(ask.read, function, kind, areas, on)[0] for function in IN_CHARGE]
    return [_at(ask, office, kind, on) for office in offices if office is not None]


def _at(ask: Ask, office: str, kind: str | None, on: date) -> Helper:
    for contact in ask.fold(CONTACTS, office).on(on):
        if kind in contact.kinds:
            return Helper(office, contact.person, contact.answer_within)
    return Helper(office)


def _asked(events: Sequence[HelpRequestEvent], state: HelpRequest, act: Act) -> AskForHelp:
    told = events[0]
    assert isinstance(told, HelpRequested)
    said = (told.topic, told.subject, told.text, bool(told.suspected), told.kind)
    return AskForHelp(*said, on=act.on, id=act.id, owner=act.school)


def _answered(events: Sequence[HelpRequestEvent], state: HelpRequest, act: Act) -> AnswerHelp:
    told = events[0]
    assert isinstance(told, HelpAnswered)
    return AnswerHelp(told.text, bool(told.suspected), id=act.id, owner=act.school)


def _reopened(events: Sequence[HelpRequestEvent], state: HelpRequest, act: Act) -> ReopenHelp:
    told = events[0]
    assert isinstance(told, HelpReopened)
    said = (told.reason, bool(told.suspected))
    return ReopenHelp(*said, on=act.on, id=act.id, owner=act.school)


PROCEDURE: Procedure[Command, HelpRequest, HelpRequestEvent] = Procedure(
    {
        HelpRequested: _asked,
        HelpForwarded: ForwardHelp,
        HelpAnswered: _answered,
        HelpReopened: _reopened,
        HelpClosed: CloseHelp,
    },
    needs=(Needs(AskForHelp, helper, ask_for_help), Needs(ForwardHelp, forwarded, forward)),
    asks=(SCHOOL, OFFICE, CONTACTS),
)
