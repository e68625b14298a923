"""Disclosure's procedure: all its acts are reactions, so that no event states a command again."""

from dataclasses import dataclass, replace

from libs.engine.procedure import Act, Ask, Fold, Needs, Procedure
from libs.kernel.periods import Since, value_on
from services.disclosure.policies import (
    HEARD,
    OrganisationRegistered,
    OrganisationRenamed,
    SchoolKindChanged,
    SchoolRegistered,
    SchoolRenamed,
)
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


@dataclass(frozen=True, slots=True)
class School:
    """What the public record shows of a school; without a name it is not in the register."""

    names: tuple[Since[str], ...] = ()
    kinds: tuple[Since[str], ...] = ()
    sample: bool = False


def _school(school: School, event: object) -> School:
    match event:
        case SchoolRegistered(name, kind, sample):
            return School((Since(name),), (Since(kind),), sample)
        case SchoolRenamed(name, starts):
            return replace(school, names=(*school.names, Since(name, starts)))
        case SchoolKindChanged(kind, starts):
            return replace(school, kinds=(*school.kinds, Since(kind, starts)))
    return school


def _office(names: tuple[Since[str], ...], event: object) -> tuple[Since[str], ...]:
    match event:
        case OrganisationRegistered(name):
            return (Since(name),)
        case OrganisationRenamed(name, starts):
            return (*names, Since(name, starts))
    return names


SCHOOL: Fold[School] = Fold("school", HEARD, School(), _school)
OFFICE: Fold[tuple[Since[str], ...]] = Fold("organisation", HEARD, (), _office)


def names(ask: Ask, act: Act, command: PublishRecognition) -> Names:
    """Supply the names of a recognition's school and authority."""
    school, office = ask.fold(SCHOOL, act.school), ask.fold(OFFICE, command.decided_by)
    return Names(
        value_on(school.names, act.on) if school.names else None,
        value_on(school.kinds, act.on) if school.kinds else None,
        value_on(office, act.on) if office else None,
        school.sample,
    )


def successor(ask: Ask, act: Act, command: MarkCarriedOver) -> Successor:
    """Supply the name of the school that succeeds."""
    known = ask.fold(SCHOOL, command.successor).names
    return Successor(value_on(known, act.on) if known else None)


PUBLICATION: Procedure[Command, Publication, PublicationEvent] = Procedure(
    {},
    needs=(
        Needs(PublishRecognition, names, publish),
        Needs(MarkCarriedOver, successor, mark_carried_over),
    ),
    asks=(SCHOOL, OFFICE),
)
