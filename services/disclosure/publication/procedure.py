"""Disclosure's procedure: all its acts are reactions, so that no event states a command again."""

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import OFFICE, SCHOOL
from libs.kernel.periods import value_on
from services.disclosure.publication.events import PublicationEvent
from services.disclosure.publication.rules import (
    Command,
    MarkCarriedOver,
    Names,
    Publication,
    PublishRecognition,
    Successor,
    mark_carried_over,
    publish,
)


def names(ask: Ask, act: Act, command: PublishRecognition) -> Names:
    """Supply the names of a recognition's school and authority."""
    school, office = ask.fold(SCHOOL, act.school), ask.fold(OFFICE, command.decided_by)
    return Names(
        value_on(school.names, act.on) if school.names else None,
        value_on(school.kinds, act.on) if school.kinds else None,
        value_on(office.names, act.on) if office.names else None,
        school.sample,
    )


def successor(ask: Ask, act: Act, command: MarkCarriedOver) -> Successor:
    """Supply the name of the school that succeeds."""
    known = ask.fold(SCHOOL, command.successor).names
    return Successor(value_on(known, act.on) if known else None)


PROCEDURE: Procedure[Command, Publication, PublicationEvent] = Procedure(
    {},
    needs=(
        Needs(PublishRecognition, names, publish),
        Needs(MarkCarriedOver, successor, mark_carried_over),
    ),
    asks=(SCHOOL, OFFICE),
)
