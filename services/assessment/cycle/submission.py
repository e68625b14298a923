"""The approved report is made public inside the school and goes to the office above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Id, Line, given
from libs.kernel.problems import Rejected, refused
from libs.rights import Right
from services.assessment.cycle.events.report import (
    ReportPublished,
    ReportReceived,
    ReportSubmitted,
)
from services.assessment.cycle.papers import paper_day
from services.assessment.cycle.state import (
    STEPS,
    Cycle,
    Submitted,
    require_approved,
    require_submitted,
)
from services.assessment.shared.duties import Desk, done
from services.assessment.shared.fields import PRINCIPAL, RECEIVER

RECEIVES = "phân công nhận báo cáo theo ngày"


@dataclass(frozen=True, slots=True)
class PublishReport:
    """Make the approved report public inside the school; `posted_at` says where ("văn phòng")."""

    right: ClassVar[Right] = PRINCIPAL
    posted_at: Line
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class SubmitReport:
    """Send the approved report to the office above the school.

    `receiver` is the office that it goes to, which must be the right one; None leaves it unsaid.
    """

    right: ClassVar[Right] = PRINCIPAL
    receiver: Id | None = None
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class AcknowledgeReport:
    """Confirm as the office that a report went to that it came, under a number if there is one."""

    right: ClassVar[Right] = RECEIVER
    receipt_number: Line | None = None
    dated: date | None = None
    org: str = given("org")
    on: date = given("on")


def publish(command: PublishReport, cycle: Cycle) -> Sequence[ReportPublished]:
    """Return the publication; none when it is public there.

    Raises `Rejected`: as `require_approved` and `paper_day`.
    """
    found = require_approved(cycle)
    if found.published and found.published.posted_at == command.posted_at:
        return []
    day = paper_day(command.dated, command.on, found.opened, found.approved.approved_on)
    return [ReportPublished(command.posted_at, day)]


def submit(command: SubmitReport, desk: Desk, cycle: Cycle) -> Sequence[ReportSubmitted]:
    """Return the submission; none when the report is submitted.

    Raises `Rejected`: receiver-missing, receiver-differs, handed-in-too-late, and as
    `require_approved` and `paper_day`.
    """
    found = require_approved(cycle)
    if isinstance(found, Submitted):
        return []
    day = paper_day(command.dated, command.on, found.opened, found.approved.approved_on)
    if command.receiver is None:
        return [ReportSubmitted(day)]
    right = desk.taken_by(RECEIVES)
    if command.receiver != right:
        detail = f"Báo cáo của trường do '{right}' nhận, không phải '{command.receiver}'."
        raise refused("receiver-differs", detail, RECEIVES, at="/receiver")
    due = desk.due_of_update if found.own_days else desk.due
    return [ReportSubmitted(day, right, done(due, day, RECEIVES))]


def acknowledge(command: AcknowledgeReport, cycle: Cycle) -> Sequence[ReportReceived]:
    """Return the receipt; none when it was given.

    Raises `Rejected`: receiver-differs, and as `require_submitted` and `paper_day`.
    """
    found = require_submitted(cycle)
    to = found.submitted.receiver
    if to != command.org:
        detail = f"Báo cáo này gửi đến '{to}'." if to else "Báo cáo này không ghi nơi nhận."
        raise Rejected("receiver-differs", detail, STEPS)
    if found.received and found.received.receipt_number == command.receipt_number:
        return []
    day = paper_day(command.dated, command.on, found.opened, found.submitted.submitted_on)
    return [ReportReceived(command.receipt_number, day)]
