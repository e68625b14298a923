"""That the day of a duty has come: the clock says it, once."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from libs.kernel.messages import Contract, Line, between
from libs.rights import SYSTEM, Right, Visibility

ListIndex = Annotated[int, between(0, 299)]
"""A line of a duty's list, counted from 0."""


@dataclass(frozen=True, slots=True)
class DeadlineReached:
    """From `day` on, who has not done what duty `code` of the stream's letter asks is late.

    `list_index` is the line of the duty's list, None where it has none. What follows, the letter
    says: who is late is refused, marked late, or nothing.
    """

    story: ClassVar[str] = "Đã hết hạn nhiệm vụ {code}; từ ngày {day} là trễ"
    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "public"

    code: Line
    list_index: ListIndex | None
    day: date


TIMER_EVENTS: Contract[DeadlineReached] = Contract(DeadlineReached)
