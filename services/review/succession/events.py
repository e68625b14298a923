"""What review records when schools merge, divide or close: of certificates, cases, and the whole.

Which outcome holds is decided once for a school, by the table of `libs.law.standards.mergers`
(`SuccessionSettled`), and then recorded in the stream of each certificate and each running case.
`rule` names the row of the table, `sure` whether its basis was at hand, `basis` the document by
which the schools were reorganised.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from libs.kernel.messages import Id, Line
from libs.law.standards.mergers import CaseOutcome, Party, RecognitionOutcome
from libs.rights import SYSTEM, Right, Visibility

Form = Literal["rename_only", "all_parts_certified", "other", "split", "split_off", "dissolved"]


class _Followed:
    """What follows from an act of the lineage, without anybody's choice."""

    __slots__ = ()
    right: ClassVar[Right] = SYSTEM
    visibility: ClassVar[Visibility] = "parties"


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
class SuccessionSettled(_Followed):
    """What an act of the lineage does to all that the stream's school had on that day."""

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


@dataclass(frozen=True, slots=True)
class RecognitionCarriedOver(_Followed):
    """From `starts` on `successor` holds the certificate, its grade and dates as printed.

    Without `rule`: the decision itself was taken when the case had gone on under `successor`.
    """

    visibility: ClassVar[Visibility] = "public"
    story: ClassVar[str] = "Chứng nhận do {successor} kế thừa từ ngày {starts}, theo {basis}"

    successor: Id
    starts: date
    basis: Line
    sure: bool
    rule: Line | None = None


@dataclass(frozen=True, slots=True)
class RecognitionLapsed(_Followed):
    """The certificate holds no more, `ends` being the first day without it."""

    visibility: ClassVar[Visibility] = "public"
    story: ClassVar[str] = (
        "Chứng nhận hết giá trị từ ngày {ends} do tổ chức lại trường, theo {basis}"
    )

    ends: date
    basis: Line
    rule: Line
    sure: bool


@dataclass(frozen=True, slots=True)
class EvaluationContinued(_Followed):
    """The running case goes on under `successor`, which acts in it for the school that ended."""

    story: ClassVar[str] = "Hồ sơ tiếp tục dưới tên {successor} từ ngày {starts}, theo {basis}"

    successor: Id
    starts: date
    basis: Line
    rule: Line
    sure: bool


@dataclass(frozen=True, slots=True)
class EvaluationEnded(_Followed):
    """The running case ended with its school, `ends` being the first day without it."""

    story: ClassVar[str] = (
        "Hồ sơ chấm dứt từ ngày {ends} do trường không còn hoạt động, theo {basis}"
    )

    ends: date
    basis: Line
    rule: Line
    sure: bool
