"""What review records of one evaluation (J2): who of the team signs its final report."""

from dataclasses import dataclass
from typing import ClassVar

from libs.kernel.messages import Actor, Remark
from libs.rights import Right, Visibility
from services.review.shared.fields import EVALUATOR, TEAM_FORMER, ActKind, Dissent, ReportHash


@dataclass(frozen=True, slots=True)
class ReportSigned:
    """A member signed the report whose content has this hash; `dissent`: in what it is not theirs.

    What changes the content afterwards voids it. For officers alone until the decision announces
    the report.
    """

    story: ClassVar[str] = "Thành viên đoàn ký báo cáo đánh giá ngoài, mã nội dung {report_hash}"

    right: ClassVar[Right] = EVALUATOR
    visibility: ClassVar[Visibility] = "from_decision"
    act_kind: ClassVar[ActKind] = "signature"

    member: Actor
    report_hash: ReportHash
    dissent: Dissent


@dataclass(frozen=True, slots=True)
class SignatureExcused:
    """The director of the Sở lets the report be final without the signature of a member."""

    story: ClassVar[str] = "Miễn chữ ký của một thành viên đoàn: {reason}"

    right: ClassVar[Right] = TEAM_FORMER
    visibility: ClassVar[Visibility] = "from_decision"
    act_kind: ClassVar[ActKind] = "signature"

    member: Actor
    reason: Remark
