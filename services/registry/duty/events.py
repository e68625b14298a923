"""Duties that nothing in the platform fulfils, and what is said of them with a paper."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Contract, Id, Line
from services.registry.shared.owners import KeeperParties, Reason


@dataclass(frozen=True, slots=True)
class DutyAcknowledged(KeeperParties):
    """The stream's school or office did on `done_on` what a letter asks, as `paper` shows.

    `paper` is a document's number and day, or where else it can be seen. In the stream's year.
    """

    story: ClassVar[str] = "Ghi nhận đã làm nhiệm vụ {code} ngày {done_on}, theo {paper}"

    instruction: Id
    code: Line
    done_on: date
    paper: Line


@dataclass(frozen=True, slots=True)
class DutyAcknowledgementWithdrawn(KeeperParties):
    """What was acknowledged was not so."""

    story: ClassVar[str] = "Rút ghi nhận nhiệm vụ {code}: {reason}"

    instruction: Id
    code: Line
    reason: Reason


DutyEvent = DutyAcknowledged | DutyAcknowledgementWithdrawn
DUTY_EVENTS: Contract[DutyEvent] = Contract(DutyEvent)
