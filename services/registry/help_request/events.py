"""Questions that schools and offices bring to the office in charge of them, and the answers."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line, Text, size
from services.registry.contact.events import Days
from services.registry.shared.fields import Kind
from services.registry.shared.owners import InChargeParties, KeeperParties, Person

Topic = Literal[
    "self_assessment",
    "evidence",
    "improvement_plan",
    "registration",
    "external_evaluation",
    "national_standard",
    "disclosure",
    "training",
    "software",
    "other",
]
"""What it is about: the step of accreditation, the software, or something else."""
Body = Annotated[Text, size(1, 4000)]
Suspected = Annotated[tuple[Line, ...], size(0, 4)]
"""What a text seems to hold though its writer looked again: email, identity-number, name, phone."""


@dataclass(frozen=True, slots=True)
class HelpRequested(KeeperParties):
    """The stream's school or office asks `office`, whose contact is `officer` if one is named.

    `due` is the last day for an answer: `answer_within` working days, as the office promised.
    `by_school`: a school asks, not an office; an office may ask for schools of a `kind`.
    """

    story: ClassVar[str] = "Đề nghị hỗ trợ gửi {office}: {subject}"

    topic: Topic
    subject: Line
    text: Body
    office: Id
    suspected: Suspected
    by_school: bool
    officer: Person | None = None
    answer_within: Days | None = None
    due: date | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class HelpForwarded(InChargeParties):
    """The office passed the question on to the one in charge, with a term of its own."""

    story: ClassVar[str] = "Chuyển đề nghị hỗ trợ đến {office}: {reason}"

    office: Id
    reason: Body
    officer: Person | None = None
    answer_within: Days | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class HelpAnswered(InChargeParties):
    """The office in charge answered; a further answer adds to the first."""

    story: ClassVar[str] = "Trả lời đề nghị hỗ trợ"

    text: Body
    suspected: Suspected


@dataclass(frozen=True, slots=True)
class HelpReopened(KeeperParties):
    """Who asked still needs help; the term begins anew."""

    story: ClassVar[str] = "Mở lại đề nghị hỗ trợ: {reason}"

    reason: Body
    suspected: Suspected
    due: date | None = None


@dataclass(frozen=True, slots=True)
class HelpClosed(KeeperParties):
    """Who asked needs no more."""

    story: ClassVar[str] = "Kết thúc đề nghị hỗ trợ"

    helped: bool


HelpRequestEvent = HelpRequested | HelpForwarded | HelpAnswered | HelpReopened | HelpClosed
HELP_REQUEST_EVENTS: Contract[HelpRequestEvent] = Contract(HelpRequestEvent)
