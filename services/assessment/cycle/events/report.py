"""The report's way: votes, completion, comments, approval, publication, submission, the end."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Actor, Id, Line, Text, between, lifted
from libs.law.standards.levels import CriterionCode, SchoolLevel
from libs.rights import Right
from services.assessment.shared.duties import DutiesDone
from services.assessment.shared.fields import (
    FIRST_LEVEL,
    RECEIVER,
    ByPrincipal,
    BySchool,
    Reason,
)

Ballot = Literal["in_favour", "against", "abstained"]
"""Tán thành, không tán thành, không có ý kiến."""
Votes = Annotated[int, between(0, 100)]
Version = Annotated[int, between(1, 1000)]


@dataclass(frozen=True, slots=True)
class VoteCast(BySchool):
    """A member of the council, who acts, votes on a criterion's sheet; None: on the report."""

    story: ClassVar[str] = "Biểu quyết trong hội đồng"

    person: Actor
    criterion: CriterionCode | None
    ballot: Ballot
    note: Text = ""


@dataclass(frozen=True, slots=True)
class ReportCompleted(BySchool):
    """The secretary has the whole report; `form` names the structure by which it was checked."""

    story: ClassVar[str] = "Hoàn thành dự thảo báo cáo tự đánh giá: đạt mức {level}"

    form: str
    level: SchoolLevel
    dated: date


@dataclass(frozen=True, slots=True)
class ReportCommented(BySchool):
    """The first-level office commented on the report, or on one criterion of it."""

    story: ClassVar[str] = "Cơ quan quản lý góp ý báo cáo tự đánh giá"

    right: ClassVar[Right] = FIRST_LEVEL

    criterion: CriterionCode | None
    comment: Reason
    dated: date


@dataclass(frozen=True, slots=True)
class ReportApproved(ByPrincipal):
    """The council approved its report; the judgements are final and give this level, 0 to 4.

    `failed` and `unjudged` are what keeps the school from `next_level`, None at the highest. The
    votes are those cast on the report as it stands; `quorum` is what the province asks, as it cites
    it, None: it states none, and the chair's approval holds. `late`: after the day that the rule
    set names.
    """

    story: ClassVar[str] = "Duyệt báo cáo tự đánh giá: đạt mức {level}"

    level: SchoolLevel
    next_level: SchoolLevel | None
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    approved_on: date
    in_favour: Votes = 0
    opposed: Votes = 0
    abstained: Votes = 0
    quorum: Line | None = None
    late: bool = False
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class ReportPublished(ByPrincipal):
    """The approved report was made public inside the school, there."""

    story: ClassVar[str] = "Công bố báo cáo tự đánh giá trong trường: {posted_at}"

    posted_at: Line
    dated: date


@dataclass(frozen=True, slots=True)
class ReportSubmitted(ByPrincipal):
    """The approved report went to the office above the school.

    `receiver` is that office, None: it is not said. `duties` are what letters ask and this answers.
    """

    story: ClassVar[str] = "Nộp báo cáo tự đánh giá"

    submitted_on: date
    receiver: Id | None = None
    duties: DutiesDone = ()


@dataclass(frozen=True, slots=True)
class ReportReceived(BySchool):
    """The office that the report went to acknowledged it, under its own number if it gave one."""

    story: ClassVar[str] = "Cơ quan nhận xác nhận đã nhận báo cáo tự đánh giá"

    right: ClassVar[Right] = RECEIVER

    receipt_number: Line | None
    dated: date


@dataclass(frozen=True, slots=True)
class CycleReopened(ByPrincipal):
    """Work goes on upon a submitted report, which keeps counting until the next one is submitted.

    `report_version` is the number of the version that begins, 2 after the first report. `own_days`:
    it is late by the days of updates alone, no longer by those of the first report, which that met.
    """

    story: ClassVar[str] = "Mở lại đợt tự đánh giá để cập nhật: {reason}"

    reason: Reason
    report_version: Version
    dated: date
    own_days: bool = False


@dataclass(frozen=True, slots=True)
class CycleAbandoned(ByPrincipal):
    """The cycle was given up; another may be opened in its place."""

    story: ClassVar[str] = "Dừng đợt tự đánh giá: {reason}"

    reason: Reason
    dated: date


@dataclass(frozen=True, slots=True)
class CycleClosed(ByPrincipal):
    """The cycle is over: nothing in it changes any more."""

    story: ClassVar[str] = "Kết thúc đợt tự đánh giá"

    dated: date
