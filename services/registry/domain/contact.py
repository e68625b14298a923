"""An office's contacts, `contact-<office>`: one for each kind of school on each day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar, assert_never

from libs.calendar import show
from libs.contract import Contract, Line, between
from libs.decider import Decider
from libs.errors import FieldError, Rejected
from libs.rights import Right
from services.registry.domain.owners import Owned
from services.registry.domain.terms import Term, refuse_empty
from services.registry.events.common import Email, Kinds, Phone
from services.registry.events.contact import ContactEnded, ContactEvent, ContactNamed
from services.registry.events.owners import OFFICE, Person

RULE = "cán bộ đầu mối theo cấp học"


@dataclass(frozen=True, slots=True)
class NameContact(Owned):
    """Name the contact for schools of `kinds` from `starts` to the day before `ends`."""

    right: ClassVar[Right] = OFFICE

    person: Person
    kinds: Kinds
    starts: date
    basis: Line
    phone: Phone | None = None
    email: Email | None = None
    answer_within: Annotated[int, between(1, 60)] | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class EndContact(Owned):
    """Let a person be contact no longer; `ends` is the first day without."""

    right: ClassVar[Right] = OFFICE

    person: Person
    ends: date
    basis: Line


Command = NameContact | EndContact
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Named(Term):
    """A term of a contact: whose, and for which kinds of school."""

    person: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contacts:
    """Every term of the office's contacts, those ended early with their true end."""

    given: tuple[ContactNamed, ...] = ()
    terms: tuple[Named, ...] = ()


def decide(command: Command, contacts: Contacts) -> Sequence[ContactEvent]:
    """Return the event `command` brings about; none when it already holds.

    Raises `Rejected`: term-empty, kind-twice, contact-unreachable, contact-overlaps,
    contact-not-named.
    """
    match command:
        case NameContact():
            return _name(command, contacts)
        case EndContact(person, ends, basis):
            own = [term for term in contacts.terms if term.person == person]
            if any(term.holds(ends) for term in own):
                return [ContactEnded(person, ends, basis)]
            if any(term.ends == ends for term in own):
                return []
            detail = f"'{person}' không là đầu mối của đơn vị này đến ngày {show(ends)}."
            error = FieldError("/person", "contact-not-named", detail)
            raise Rejected("contact-not-named", detail, RULE, [error])
    assert_never(command)


def evolve(contacts: Contacts, event: ContactEvent) -> Contacts:
    """Return the contacts after `event`."""
    match event:
        case ContactNamed(person, kinds, starts, ends=ends):
            term = Named(starts, ends, person, kinds)
            return Contacts((*contacts.given, event), (*contacts.terms, term))
        case ContactEnded(person, ends):
            terms = tuple(t.cut(ends) if t.person == person else t for t in contacts.terms)
            return replace(contacts, terms=terms)
    assert_never(event)


def _name(command: NameContact, contacts: Contacts) -> Sequence[ContactEvent]:
    refuse_empty(command.starts, command.ends)
    if len(set(command.kinds)) < len(command.kinds):
        detail = "Một loại trường được ghi hai lần trong 'kinds'."
        raise Rejected("kind-twice", detail, RULE, [FieldError("/kinds", "kind-twice", detail)])
    if command.phone is None and command.email is None:
        detail = "Đầu mối phải có điện thoại hoặc thư của cơ quan."
        error = FieldError("/phone", "contact-unreachable", detail)
        raise Rejected("contact-unreachable", detail, RULE, [error])
    named = ContactNamed(
        person=command.person,
        kinds=command.kinds,
        starts=command.starts,
        basis=command.basis,
        phone=command.phone,
        email=command.email,
        answer_within=command.answer_within,
        ends=command.ends,
    )
    term = Named(command.starts, command.ends, command.person, command.kinds)
    if named in contacts.given and term in contacts.terms:
        return []
    for other in contacts.terms:
        common = sorted(set(other.kinds) & set(command.kinds))
        if common and other.meets(term):
            detail = f"Đầu mối cho {', '.join(common)} đã là '{other.person}' {other}."
            error = FieldError("/starts", "contact-overlaps", detail)
            raise Rejected("contact-overlaps", detail, RULE, [error])
    return [named]


CONTACT: Decider[Command, Contacts, ContactEvent] = Decider(Contacts(), decide, evolve)
