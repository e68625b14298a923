"""What review records of a complaint: lodged, taken up or not, settled, withdrawn.

`dated` is the day of the paper; every date named `..._before` is the first day that is too late.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, Line, between
from libs.rights import Right, Visibility
from services.review.shared.fields import DECIDER, PRINCIPAL, Number, Point

Instance = Annotated[int, between(1, 2)]
"""Lần đầu, lần hai."""
Outcome = Literal["upheld", "amended", "overturned"]
"""Giữ nguyên, sửa đổi, hủy bỏ quyết định bị khiếu nại."""


@dataclass(frozen=True, slots=True)
class ComplaintLodged:
    """The school complains of a decision, or of how its first complaint was settled.

    `known_on` is the day on which it learned of that; whether it is taken up is to be said before
    `accept_before`.
    """

    story: ClassVar[str] = "Trường khiếu nại lần {instance}"

    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"

    instance: Instance
    text: Point
    known_on: date
    accept_before: date
    dated: date | None
    entered_late: bool


@dataclass(frozen=True, slots=True)
class ComplaintAccepted:
    """The complaint is taken up (thụ lý), to be settled before `decide_before`."""

    story: ClassVar[str] = "Thụ lý khiếu nại lần {instance}"

    right: ClassVar[Right] = DECIDER
    visibility: ClassVar[Visibility] = "parties"

    instance: Instance
    complex: bool
    decide_before: date
    dated: date | None
    entered_late: bool


@dataclass(frozen=True, slots=True)
class ComplaintDeclined:
    """The complaint is not taken up, for a reason."""

    story: ClassVar[str] = "Không thụ lý khiếu nại lần {instance}: {reason}"

    right: ClassVar[Right] = DECIDER
    visibility: ClassVar[Visibility] = "parties"

    instance: Instance
    document_number: Number
    reason: Point
    dated: date | None
    entered_late: bool


@dataclass(frozen=True, slots=True)
class ComplaintWithdrawn:
    """The school withdraws its complaint."""

    story: ClassVar[str] = "Trường rút khiếu nại lần {instance}"

    right: ClassVar[Right] = PRINCIPAL
    visibility: ClassVar[Visibility] = "parties"

    instance: Instance


@dataclass(frozen=True, slots=True)
class ComplaintSettled:
    """The complaint is settled by a decision; `authority_name` is the office above, of a second
    complaint, as written there. `again_before`: until when the school may complain once more."""

    story: ClassVar[str] = "Giải quyết khiếu nại lần {instance} theo quyết định {decision_number}"

    right: ClassVar[Right] = DECIDER
    visibility: ClassVar[Visibility] = "parties"

    instance: Instance
    outcome: Outcome
    decision_number: Number
    authority_name: Line | None
    reason: Point
    again_before: date | None
    dated: date | None
    entered_late: bool


ComplaintEvent = (
    ComplaintLodged | ComplaintAccepted | ComplaintDeclined | ComplaintWithdrawn | ComplaintSettled
)
COMPLAINT_EVENTS: Contract[ComplaintEvent] = Contract(ComplaintEvent)
