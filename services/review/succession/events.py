"""What review records when schools merge, divide or close: of certificates, cases, and the whole.

Which outcome holds is decided once for a school, by the table of `libs.law.standards.mergers`
(`SuccessionSettled`), and then recorded in the stream of each certificate and each running case.
`rule` names the row of the table, `sure` whether its basis was at hand, `basis` the document by
which the schools were reorganised.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from libs.kernel.messages import Contract, Id, Line
from libs.law.standards.mergers import CaseOutcome, Party, RecognitionOutcome
from services.review.shared.succession import Followed

Form = Literal["rename_only", "all_parts_certified", "other", "split", "split_off", "dissolved"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What becomes of a certificate, by which row of the table."""

    recognition: Id
    outcome: RecognitionOutcome
    rule: Line
    sure: bool


@dataclass(frozen=True, slots=True)
class Case:
    """What becomes of a running case, by which row of the table."""

    evaluation: Id
    outcome: CaseOutcome
    rule: Line
    sure: bool


@dataclass(frozen=True, slots=True)
class SuccessionSettled(Followed):
    """What an act of the lineage does to all that the stream's school had on that day.

    `later`: to a certificate alone, which was written down from paper once the school had ended.
    """

    story: ClassVar[str] = (
        "Xử lý chứng nhận và hồ sơ khi tổ chức lại trường từ ngày {starts}, theo {basis}"
    )

    form: Form
    party: Party
    successors: tuple[Id, ...]
    starts: date
    basis: Line
    certificates: tuple[Certificate, ...]
    cases: tuple[Case, ...]
    later: bool = False


SUCCESSION_EVENTS: Contract[SuccessionSettled] = Contract(SuccessionSettled)
