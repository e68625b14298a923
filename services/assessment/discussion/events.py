"""What a discussion records; its stream is `discussion-<school>_<n>`.

Who sees it: the school; and the offices that see the school's affairs, unless it was begun to stay
within the school. An office neither begins such a discussion nor is asked for anything in it, and
it never becomes another: who wrote in it knew who would read.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line, Text, between, size
from libs.law.standards.levels import CriterionCode, Indicator, IndicatorLevel
from libs.rights import Keeping, Right, Visibility
from services.assessment.shared.fields import Code, Person

PARTY = Keeping(("principal", "council_member", "officer", "director", "chair"), "party")
"""Who acts for the school, or for an office that sees its affairs."""
Body = Annotated[Text, size(1, 4000)]
Suspected = Annotated[tuple[Line, ...], size(0, 4)]
"""What a text seems to hold though its writer looked again: email, identity-number, name, phone."""
Number = Annotated[int, between(1, 1_000_000)]
Matter = Literal["indicator", "sheet", "report", "plan_item", "evidence"]
"""Chỉ báo, phiếu tiêu chí, báo cáo tự đánh giá, việc của kế hoạch cải tiến, minh chứng."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a discussion is about: of a `matter`, the fields that name one.

    indicator: `cycle`, `criterion`, `of_level`, `indicator`; sheet: `cycle`, `criterion`; report:
    `cycle`; plan_item: `plan`, `item`; evidence: `code`.
    """

    matter: Matter
    cycle: Id | None = None
    criterion: CriterionCode | None = None
    of_level: IndicatorLevel | None = None
    indicator: Indicator | None = None
    plan: Id | None = None
    item: Annotated[int, between(1, 999)] | None = None
    code: Code | None = None


class _ByParty:
    __slots__ = ()
    right: ClassVar[Right] = PARTY
    visibility: ClassVar[Visibility] = "addressed"


@dataclass(frozen=True, slots=True)
class DiscussionOpened(_ByParty):
    """Somebody began to talk about a thing, for the school or office `opened_for`.

    `text` is message 1. `within_school`: no office sees any of it.
    """

    story: ClassVar[str] = "Mở trao đổi: {subject}"

    about: Thing
    subject: Line
    text: Body
    within_school: bool
    opened_for: Id
    suspected: Suspected


@dataclass(frozen=True, slots=True)
class MessageAdded(_ByParty):
    """Somebody wrote the next message."""

    story: ClassVar[str] = "Trả lời trong trao đổi, tin thứ {message}"

    message: Number
    text: Body
    suspected: Suspected


@dataclass(frozen=True, slots=True)
class TaskSet(_ByParty):
    """A message asks for something: a person, a group of the council of a cycle, or an office.

    `due` is the last day, itself included; `set_for` the school or office that asks.
    """

    story: ClassVar[str] = "Giao việc theo tin thứ {message}, hạn {due}"

    message: Number
    person: Person | None
    office: Id | None
    due: date
    set_for: Id
    cycle: Id | None = None
    group: Line | None = None


@dataclass(frozen=True, slots=True)
class TaskDone(_ByParty):
    """What a message asked for is there."""

    story: ClassVar[str] = "Xong việc theo tin thứ {message}"

    message: Number
    text: Text
    suspected: Suspected


@dataclass(frozen=True, slots=True)
class TaskWithdrawn(_ByParty):
    """What a message asked for is asked for no more."""

    story: ClassVar[str] = "Rút việc theo tin thứ {message}: {reason}"

    message: Number
    reason: Body
    suspected: Suspected


@dataclass(frozen=True, slots=True)
class DiscussionClosed(_ByParty):
    """Nothing is added any more; all of it stays to be read."""

    story: ClassVar[str] = "Kết thúc trao đổi: {reason}"

    reason: Body
    suspected: Suspected


DiscussionEvent = (
    DiscussionOpened | MessageAdded | TaskSet | TaskDone | TaskWithdrawn | DiscussionClosed
)
BEGUN: Contract[DiscussionOpened | TaskSet] = Contract(DiscussionOpened | TaskSet)
"""What its school or office may end."""


def for_whom(event: DiscussionOpened | TaskSet) -> str:
    """Return the school or office that begins something with an event."""
    return event.opened_for if isinstance(event, DiscussionOpened) else event.set_for


DISCUSSION_EVENTS: Contract[DiscussionEvent] = Contract(DiscussionEvent)
