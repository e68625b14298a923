"""What is asked of votes in the self-assessment councils of an area; its stream is `quorum-<area>`.

No text of the ministry settles a quorum, so there is none until somebody states one.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from libs.kernel.messages import Contract, Line, between
from services.registry.shared.fields import Kinds, Public

Percent = Annotated[int, between(1, 100)]


@dataclass(frozen=True, slots=True)
class QuorumStated(Public):
    """From `starts` on councils of schools of these kinds in the area decide so.

    `voting_percent` of the members must have voted, `in_favour_percent` of all members in favour.
    What was stated before of the area ends on that day.
    """

    story: ClassVar[str] = "Quy định tỷ lệ biểu quyết từ ngày {starts}, theo {basis}"

    kinds: Kinds
    voting_percent: Percent
    in_favour_percent: Percent
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class QuorumWithdrawn(Public):
    """Nothing is asked of votes in the area any more; `ends` is the first day without."""

    story: ClassVar[str] = "Bỏ quy định tỷ lệ biểu quyết từ ngày {ends}, theo {basis}"

    ends: date
    basis: Line


QuorumEvent = QuorumStated | QuorumWithdrawn
QUORUM_EVENTS: Contract[QuorumEvent] = Contract(QuorumEvent)
