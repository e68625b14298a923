"""Who holds which function."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Contract, Id, Line
from services.registry.shared.fields import Kinds, Public


@dataclass(frozen=True, slots=True)
class FunctionAssigned(Public):
    """`holder` received the stream's function in the stream's area for schools of these kinds."""

    story: ClassVar[str] = "Giao chức năng cho {holder} từ ngày {starts}, theo {basis}"

    holder: Id
    kinds: Kinds
    starts: date
    basis: Line
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class FunctionEnded(Public):
    """`holder` lost the stream's function, for every kind."""

    story: ClassVar[str] = "Thôi giao chức năng cho {holder} từ ngày {ends}, theo {basis}"

    holder: Id
    ends: date
    basis: Line


AssignmentEvent = FunctionAssigned | FunctionEnded
ASSIGNMENT_EVENTS: Contract[AssignmentEvent] = Contract(AssignmentEvent)
