"""A complaint's procedure: the decision that it is about, and every act."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from libs.engine.procedure import Act, Ask, Fold, Needs, Procedure
from libs.engine.rules import RULES_ADOPTED, rules_at
from libs.kernel.messages import Contract
from services.review.complaint.events import (
    ComplaintAccepted,
    ComplaintDeclined,
    ComplaintEvent,
    ComplaintLodged,
    ComplaintSettled,
    ComplaintWithdrawn,
)
from services.review.complaint.rules import (
    AcceptComplaint,
    Command,
    Complaint,
    DeclineComplaint,
    Known,
    LodgeComplaint,
    SettleComplaint,
    WithdrawComplaint,
    accept,
    decline,
    lodge,
    settle,
)


@dataclass(frozen=True, slots=True)
class AccreditationGranted:
    """Review: accredited."""

    dated: date | None = None


@dataclass(frozen=True, slots=True)
class AccreditationRefused:
    """Review: not accredited."""

    dated: date | None = None


@dataclass(frozen=True, slots=True)
class NationalStandardGranted:
    """Review: recognised."""

    dated: date | None = None


@dataclass(frozen=True, slots=True)
class NationalStandardRefused:
    """Review: not recognised."""

    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The day of each decision in a case, None before it, and where its paper had no day."""

    accreditation: date | None = None
    national: date | None = None


def _decided(state: Decided, event: Any) -> Decided:
    if isinstance(event, AccreditationGranted | AccreditationRefused):
        return replace(state, accreditation=event.dated)
    return replace(state, national=event.dated)


DECIDED: Fold[Decided] = Fold(
    "evaluation",
    Contract(
        AccreditationGranted
        | AccreditationRefused
        | NationalStandardGranted
        | NationalStandardRefused
    ),
    Decided(),
    _decided,
)
"""What a complaint may be about; a decision of before rules number 3 has no day, and none is."""


def known(ask: Ask, act: Act, command: Command) -> Known:
    """Supply the rules and the day of the decision that the stream's id names."""
    kind = "accreditation" if "_accreditation" in act.id else "national"
    case = f"{act.school}_{act.id[-4:]}"
    day: date | None = getattr(ask.fold(DECIDED, case), kind)
    return Known(rules_at(ask, act), day)


PROCEDURE: Procedure[Command, Complaint, ComplaintEvent] = Procedure(
    {
        ComplaintLodged: LodgeComplaint,
        ComplaintAccepted: AcceptComplaint,
        ComplaintDeclined: DeclineComplaint,
        ComplaintWithdrawn: WithdrawComplaint,
        ComplaintSettled: SettleComplaint,
    },
    needs=(
        Needs(LodgeComplaint, known, lodge),
        Needs(AcceptComplaint, known, accept),
        Needs(DeclineComplaint, known, decline),
        Needs(SettleComplaint, known, settle),
    ),
    asks=(DECIDED, RULES_ADOPTED),
)
