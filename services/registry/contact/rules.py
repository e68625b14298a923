"""An office's contacts, `contact-<office>`: one for each kind of school on each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Line
from libs.kernel.periods import During, Period, Timeline
from libs.kernel.problems import refused
from libs.law.calendar import show
from libs.rights import Right
from services.registry.contact.events import ContactEnded, ContactEvent, ContactNamed, Days
from services.registry.shared.fields import Email, Kinds, Phone
from services.registry.shared.owned import Owned
from services.registry.shared.owners import OFFICE, Person
from services.registry.shared.periods import ended, refuse_empty, told

RULE = "cán bộ đầu mối theo cấp học"
IN_CHARGE = ("check_dossier", "appraise")
"""The functions whose holders schools turn to, the nearest first."""


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
    answer_within: Days | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class EndContact(Owned):
    """End a person's time as contact; `ends` is the first day without."""

    right: ClassVar[Right] = OFFICE

    person: Person
    ends: date
    basis: Line


Command = NameContact | EndContact
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


Contacts = Timeline[ContactNamed]
"""The office's contacts, and when each is one."""


def decide(command: Command, contacts: Contacts) -> Sequence[ContactEvent]:
    """Return the event `command` brings about; none when it already holds.

    Raises `Rejected`: term-empty, kind-twice, contact-unreachable, contact-overlaps,
    contact-not-named.
    """
    match command:
        case NameContact():
            return _name(command, contacts)
        case EndContact(person, ends, basis):
            detail = f"'{person}' không là đầu mối của đơn vị này đến ngày {show(ends)}."
            refusal = refused("contact-not-named", detail, RULE, at="/person")
            own = contacts.periods(lambda named: named.person == person)
            return ended(ContactEnded(person, ends, basis), own, ends, refusal)
    assert_never(command)


def evolve(contacts: Contacts, event: ContactEvent) -> Contacts:
    """Return the contacts after `event`."""
    match event:
        case ContactNamed():
            return contacts.begin(event, Period(event.starts, event.ends))
        case ContactEnded(person, ends):
            return contacts.end(lambda named: named.person == person, ends)
    assert_never(event)


def _name(command: NameContact, contacts: Contacts) -> Sequence[ContactEvent]:
    period = Period(command.starts, command.ends)
    refuse_empty(period)
    if len(set(command.kinds)) < len(command.kinds):
        detail = "Một loại trường được ghi hai lần trong 'kinds'."
        raise refused("kind-twice", detail, RULE, at="/kinds")
    if command.phone is None and command.email is None:
        detail = "Đầu mối phải có điện thoại hoặc thư của cơ quan."
        raise refused("contact-unreachable", detail, RULE, at="/phone")
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
    if During(named, period) in contacts.told:
        return []
    for other in contacts.meeting(period):
        common = sorted(set(other.value.kinds) & set(command.kinds))
        if common:
            detail = (
                f"Đầu mối cho {', '.join(common)} đã là '{other.value.person}' "
                f"{told(other.period)}."
            )
            raise refused("contact-overlaps", detail, RULE, at="/starts")
    return [named]


CONTACT: Decider[Command, Contacts, ContactEvent] = Decider(Timeline(), decide, evolve)
