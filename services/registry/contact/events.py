"""Who at an office is there for the schools of an education stage (cán bộ đầu mối)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from libs.kernel.messages import Contract, Line, between
from services.registry.shared.fields import Email, Kinds, Phone
from services.registry.shared.owners import OfficePublic, Person

Days = Annotated[int, between(1, 60)]
"""Working days within which an office answers."""


@dataclass(frozen=True, slots=True)
class ContactNamed(OfficePublic):
    """The stream's office named `person` its contact for schools of `kinds`.

    Telephone and mail are the office's, never a person's own. Questions are answered within
    `answer_within` working days, None: nothing is promised.
    """

    story: ClassVar[str] = "Cử cán bộ đầu mối cho {kinds} từ ngày {starts}, theo {basis}"

    person: Person
    kinds: Kinds
    starts: date
    basis: Line
    phone: Phone | None = None
    email: Email | None = None
    answer_within: Days | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class ContactEnded(OfficePublic):
    """`person` is the office's contact no longer, for any kind; `ends` is the first day without."""

    story: ClassVar[str] = "Thôi cử cán bộ đầu mối từ ngày {ends}, theo {basis}"

    person: Person
    ends: date
    basis: Line


ContactEvent = ContactNamed | ContactEnded
CONTACT_EVENTS: Contract[ContactEvent] = Contract(ContactEvent)
