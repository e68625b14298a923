"""Disclosure's procedure: all its acts are reactions, so that no event states a command again."""

from collections.abc import Sequence
from dataclasses import replace

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import OFFICE, SCHOOL
from libs.kernel.periods import Since, value_on
from services.disclosure.publication.events import PublicationEvent
from services.disclosure.publication.rules import (
    Command,
    MarkCarriedOver,
    Names,
    Publication,
    PublishEarlierRecognition,
    PublishRecognition,
    Successor,
    mark_carried_over,
    publish,
    publish_earlier,
)


def names(ask: Ask, act: Act, command: PublishRecognition) -> Names:
    """Supply the names of a recognition's school and authority."""
    office = ask.fold(OFFICE, command.decided_by)
    return replace(school_names(ask, act, command), authority_name=_on(office.names, act))


def school_names(
    ask: Ask, act: Act, command: PublishRecognition | PublishEarlierRecognition
) -> Names:
    """Supply the names of a recognition's school."""
    school = ask.fold(SCHOOL, act.school)
    return Names(_on(school.names, act), _on(school.kinds, act), None, school.sample)


def _on(told: Sequence[Since[str]], act: Act) -> str | None:
    return value_on(told, act.on) if told else None


def successor(ask: Ask, act: Act, command: MarkCarriedOver) -> Successor:
    """Supply the name of the school that succeeds."""
    known = ask.fold(SCHOOL, command.successor).names
    return Successor(value_on(known, act.on) if known else None)


PROCEDURE: Procedure[Command, Publication, PublicationEvent] = Procedure(
    {},
    needs=(
        Needs(PublishRecognition, names, publish),
        Needs(PublishEarlierRecognition, school_names, publish_earlier),
        Needs(MarkCarriedOver, successor, mark_carried_over),
    ),
    asks=(SCHOOL, OFFICE),
)
