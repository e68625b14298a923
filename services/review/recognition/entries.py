"""What somebody typed in from paper, until another person confirms or declines it (J3).

A certificate from paper is public, and counts for renewal, upgrade and the five years, by the word
of the appraising office alone: from rules number 3 on two persons of it must have seen the paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Remark, given
from libs.kernel.problems import Forbidden, Rejected, refused
from libs.law.calendar import show
from libs.people.suspected import refuse_suspected
from libs.rights import Right
from libs.rights.separation import check_person
from services.review.recognition.earlier import (
    Paper,
    RecordEarlierRecognition,
    StrikeEarlierRecognition,
    struck,
    written_down,
)
from services.review.recognition.events import (
    EarlierRecognitionDeclined,
    EarlierRecognitionEntered,
    EarlierRecognitionRecorded,
    EarlierRecognitionStruck,
    Entry,
)
from services.review.shared.fields import APPRAISER

SINCE = 3
"""Since which number of the platform's rules another person confirms what was typed in."""
FOUR_EYES = "công nhận ghi lại từ giấy do hai người của cơ quan thẩm định đối chiếu"


@dataclass(frozen=True, slots=True)
class ConfirmEarlierRecognition:
    """Confirm that entry number `entry` says what the paper says; from then on it counts."""

    right: ClassVar[Right] = APPRAISER

    entry: Entry
    id: str = given("id")
    school: str = given("school")
    on: date = given("on")
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class DeclineEarlierRecognition:
    """Say that entry number `entry` is wrong, and why; it may then be entered anew.

    Also for who entered it: nothing counted yet.
    """

    right: ClassVar[Right] = APPRAISER

    entry: Entry
    reason: Remark


def enter(
    command: RecordEarlierRecognition,
    known: Paper,
    kept: EarlierRecognitionRecorded | None,
    waiting: EarlierRecognitionEntered | None,
    entries: int,
) -> Sequence[EarlierRecognitionEntered]:
    """Return the entry, number `entries` + 1; none when just that waits or was recorded.

    Raises `Forbidden` (duties-apart) for a program, `Rejected`: already-entered, and as
    `earlier.written_down`.
    """
    check_person(command.actor)
    if not written_down(command, known, kept):
        return []
    if waiting is not None:
        if stated(waiting, command.id, command.school, command.on) == replace(command, actor=""):
            return []
        detail = (
            f"Quyết định số {waiting.decision_number} đã nhập đang chờ người khác xác nhận; nhập "
            "sai thì từ chối xác nhận rồi nhập lại."
        )
        raise Rejected("already-entered", detail, rule=FOUR_EYES)
    return [
        EarlierRecognitionEntered(
            entries + 1,
            command.actor,
            command.kind,
            command.accreditation_grade,
            command.national_grade,
            command.decision_number,
            command.certificate_number,
            command.decided_on,
            command.authority_name,
            command.valid_from,
            command.valid_to,
            command.evidence,
        )
    ]


def confirm(
    command: ConfirmEarlierRecognition,
    known: Paper,
    kept: EarlierRecognitionRecorded | None,
    waiting: EarlierRecognitionEntered | None,
    entries: int,
) -> Sequence[EarlierRecognitionRecorded]:
    """Return the certificate as it was entered; none when it is confirmed already.

    Raises `Forbidden` (duties-apart) for who entered it and for a program, `Rejected`:
    nothing-to-confirm, entry-outdated where it could not be entered any more.
    """
    if waiting is None and kept is not None and command.entry == entries:
        return []
    check_person(command.actor)
    found = _waiting(command.entry, waiting)
    if command.actor == found.entered_by:
        detail = (
            f"'{command.actor}' đã nhập công nhận này; người khác của cơ quan thẩm định phải đối "
            "chiếu với giấy và xác nhận."
        )
        raise Forbidden("duties-apart", detail, rule=FOUR_EYES)
    paper = stated(found, command.id, command.school, command.on)
    try:
        return written_down(paper, known, kept)
    except Rejected as wrong:
        detail = f"Nay không ghi lại được nữa: {wrong.detail}"
        raise refused("entry-outdated", detail, wrong.rule, at="/entry") from None


def decline(
    command: DeclineEarlierRecognition, waiting: EarlierRecognitionEntered | None, declined: bool
) -> Sequence[EarlierRecognitionDeclined]:
    """Return that the entry is declined; none when it is (`declined`: the last one was).

    Raises `Rejected`: nothing-to-confirm, personal-data-suspected.
    """
    if waiting is None and declined:
        return []
    found = _waiting(command.entry, waiting)
    refuse_suspected({"reason": command.reason}, confirmed=False)
    return [EarlierRecognitionDeclined(found.entry, command.reason)]


def strike(
    command: StrikeEarlierRecognition,
    rules_number: int,
    kept: EarlierRecognitionRecorded | None,
    granted: bool,
) -> Sequence[EarlierRecognitionStruck]:
    """Return the striking; none where nothing stands there.

    The reason is public. Raises `Rejected`: personal-data-suspected, and as `earlier.struck`.
    """
    events = struck(command, kept, granted)
    if events and rules_number >= SINCE:
        refuse_suspected({"reason": command.reason}, confirmed=False)
    return events


def stated(
    told: EarlierRecognitionEntered | EarlierRecognitionRecorded,
    id: str,
    school: str,
    on: date,
    actor: str = "",
) -> RecordEarlierRecognition:
    """Return the command that says of a paper what an event says of it."""
    return RecordEarlierRecognition(
        told.kind,
        told.decision_number,
        told.decided_on,
        told.authority_name,
        told.valid_from,
        told.valid_to,
        told.accreditation_grade,
        told.national_grade,
        told.certificate_number,
        told.evidence,
        id=id,
        school=school,
        on=on,
        actor=actor,
    )


def _waiting(entry: int, waiting: EarlierRecognitionEntered | None) -> EarlierRecognitionEntered:
    if waiting is not None and waiting.entry == entry:
        return waiting
    detail = (
        f"Không có lần nhập số {entry} nào đang chờ xác nhận."
        if waiting is None
        else f"Lần nhập đang chờ là số {waiting.entry} (quyết định {waiting.decision_number} ngày "
        f"{show(waiting.decided_on)}), không phải số {entry}."
    )
    raise refused("nothing-to-confirm", detail, FOUR_EYES, at="/entry")
