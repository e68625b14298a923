"""What becomes of a certificate after it was given: corrected, revoked, annulled (J3).

By the office that decides on such recognitions today, always by a paper of its own; the decision
stays as it was recorded. The grade is never corrected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Remark, given
from libs.kernel.problems import refused
from libs.law import standards
from libs.law.calendar import add_years, show
from libs.law.standards.decision_changes import most_days_moved, source_of
from libs.people.suspected import refuse_suspected
from libs.rights import Right
from services.review.evaluation.paper_days import is_late, paper_day
from services.review.recognition.events import (
    EarlierRecognitionRecorded,
    Manner,
    RecognitionCancelled,
    RecognitionCorrected,
    RecognitionGranted,
)
from services.review.shared.fields import DECIDER, Grounds, Number


@dataclass(frozen=True, slots=True)
class CorrectRecognition:
    """Correct a misprint in a decision or its certificate, by the paper `document_number`.

    What is stated is what it says from now on: its number, that of the certificate, the day on
    which it was signed (from which its term runs), or in words, as a name. Never the grade.
    """

    right: ClassVar[Right] = DECIDER

    document_number: Number
    reason: Remark
    decision_number: Number | None = None
    certificate_number: Number | None = None
    signed_on: date | None = None
    misprint: Remark | None = None
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class CancelRecognition:
    """Take a certificate back by a decision: revoked from its day on, or annulled altogether."""

    right: ClassVar[Right] = DECIDER

    manner: Manner
    decision_number: Number
    reason: Remark
    grounds: Grounds = ()
    dated: date | None = None
    on: date = given("on")


Paper = RecognitionGranted | EarlierRecognitionRecorded


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when a certificate holds, after what was corrected."""

    signed_on: date
    valid_from: date
    valid_to: date


def correct(
    command: CorrectRecognition,
    number_used: bool,
    rules_number: int,
    paper: Paper | None,
    term: Term | None,
    last: RecognitionCorrected | None,
) -> Sequence[RecognitionCorrected]:
    """Return the correction; none when the last one said just this.

    `number_used`: the authority has given the certificate's new number to another. `paper` is the
    certificate that stands, `term` its days now. Raises `Rejected`: nothing-to-change,
    nothing-corrected, number-used, personal-data-suspected, corrected-by-striking, day-moved-far,
    and as `paper_days.paper_day`.
    """
    rule = source_of("correction")
    if paper is None or term is None:
        detail = "Không có công nhận nào còn đứng tên ở đây để đính chính."
        raise refused("nothing-to-change", detail, rule)
    day = paper_day(command.dated, command.on, term.signed_on, rules_number)
    said = (
        *(command.document_number, command.reason, command.decision_number),
        *(command.certificate_number, command.signed_on, command.misprint),
    )
    until = _until(command, paper, term, rule)
    found = RecognitionCorrected(*said, until, paper.renews, day, is_late(day, command.on))
    if last is not None and _same(last, found):
        return []
    if not any(said[2:]):
        detail = "Chưa nêu chỗ nào được đính chính. Cấp độ, mức độ không đính chính được."
        raise refused("nothing-corrected", detail, rule)
    if number_used:
        detail = f"Cơ quan này đã dùng số chứng nhận '{command.certificate_number}' trong năm."
        raise refused("number-used", detail, rule, at="/certificate_number")
    refuse_suspected({"reason": command.reason}, confirmed=False)
    return [found]


def cancel(
    command: CancelRecognition, rules_number: int, paper: Paper | None, term: Term | None
) -> Sequence[RecognitionCancelled]:
    """Return that the certificate is taken back: from the day of the paper on, or from its first.

    Raises `Rejected`: nothing-to-change, not-in-force, personal-data-suspected, and as
    `paper_days.paper_day`.
    """
    rule = source_of(command.manner)
    if paper is None or term is None:
        detail = "Không có công nhận nào còn đứng tên ở đây để thu hồi hay hủy bỏ."
        raise refused("nothing-to-change", detail, rule)
    day = paper_day(command.dated, command.on, term.signed_on, rules_number)
    ends = (day or command.on) if command.manner == "revoked" else term.valid_from
    if ends > term.valid_to:
        detail = f"Công nhận đã hết hạn ngày {show(term.valid_to)}: không còn gì để thu hồi."
        raise refused("not-in-force", detail, rule)
    refuse_suspected({"reason": command.reason}, confirmed=False)
    renews = paper.renews if command.manner == "annulled" else ()
    late = is_late(day, command.on)
    said = (command.manner, command.decision_number, command.reason, command.grounds)
    return [RecognitionCancelled(*said, max(ends, term.valid_from), renews, day, late)]


def _until(command: CorrectRecognition, paper: Paper, term: Term, rule: str) -> date | None:
    """Return the last day after the day of signing was corrected, None where it was not."""
    signed = command.signed_on
    if signed is None:
        return None
    if isinstance(paper, EarlierRecognitionRecorded):
        detail = "Công nhận ghi lại từ giấy mang ngày quyết định trong mã: xóa tên rồi ghi lại."
        raise refused("corrected-by-striking", detail, rule, at="/signed_on")
    most = most_days_moved()
    if signed > command.on or abs((signed - paper.decided_on).days) > most:
        detail = (
            f"Ngày ký {show(signed)} chưa đến, hoặc cách ngày đã ghi {show(paper.decided_on)} quá "
            f"{most} ngày: đó không phải lỗi ghi ngày mà là một quyết định khác."
        )
        raise refused("day-moved-far", detail, rule, at="/signed_on")
    years = standards.by_hash(paper.rules).validity_years
    return term.valid_to if years is None else add_years(signed, years)


def _same(last: RecognitionCorrected, found: RecognitionCorrected) -> bool:
    names = (
        *("document_number", "reason", "decision_number", "certificate_number"),
        *("signed_on", "misprint"),
    )
    return all(getattr(last, name) == getattr(found, name) for name in names)
