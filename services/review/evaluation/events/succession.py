"""What becomes of a running case when its school merges, divides or closes."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Id, Line
from services.review.shared.fields import ActKind
from services.review.shared.succession import Followed


@dataclass(frozen=True, slots=True)
class EvaluationContinued(Followed):
    """The running case goes on under `successor`, which acts in it for the school that ended."""

    story: ClassVar[str] = "Hồ sơ tiếp tục dưới tên {successor} từ ngày {starts}, theo {basis}"

    act_kind: ClassVar[ActKind] = "continued"

    successor: Id
    starts: date
    basis: Line
    rule: Line
    sure: bool


@dataclass(frozen=True, slots=True)
class EvaluationEnded(Followed):
    """The running case ended with its school, `ends` being the first day without it."""

    story: ClassVar[str] = (
        "Hồ sơ chấm dứt từ ngày {ends} do trường không còn hoạt động, theo {basis}"
    )

    act_kind: ClassVar[ActKind] = "ended"

    ends: date
    basis: Line
    rule: Line
    sure: bool
