"""What a school files, what that rests on, and whether a case is open to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.engine.rules import FIRST
from libs.kernel.messages import Line, given
from libs.kernel.problems import Rejected
from libs.law.calendar import (
    in_monthly_window,
    last_good_day,
    show,
)
from libs.law.standards import external_review, purposes
from libs.law.standards.levels import (
    AccreditationGrade,
    NationalGrade,
)
from libs.law.standards.rule_set import RuleSet
from libs.rights import Right
from services.review.evaluation.planned import Planned
from services.review.evaluation.state import Evaluation, Filed, Judged, State
from services.review.shared.fields import (
    PRINCIPAL,
    EducationStage,
    Further,
    Kind,
    Purpose,
    Year,
)

PLANNED_SINCE = 3
"""Since which number a registration is compared with the offices' lists."""
CLOSED = "tổ chức lại, giải thể trường"


@dataclass(frozen=True, slots=True)
class Report:
    """An approved self-assessment report; it counts once `submitted_on` is known."""

    level: int
    next_level: int | None
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    rule_set: str
    revision: str
    rules: str
    submitted_on: date | None


@dataclass(frozen=True, slots=True)
class Window:
    """The days of each month on which a letter lets schools file; the letter as it was written.

    With `before` it is the last day that it names instead, exclusive. `listed_only`: it binds those
    on an office's list. `reading`: what the letter leaves open, and how it was read.
    """

    number: str | None
    symbol: str | None
    issuer_name: str
    date_as_written: str
    first_day: int
    last_day: int
    effect: str
    before: date | None = None
    listed_only: bool = False
    reading: str = ""

    def missed(self, on: date) -> bool:
        """Return whether a filing of that day is not in time."""
        if self.before is not None:
            return on >= self.before
        return not in_monthly_window(on, self.first_day, self.last_day)

    @property
    def days(self) -> str:
        """The days on which one files, in Vietnamese."""
        if self.before is not None:
            return f"chậm nhất {show(last_good_day(self.before))}"
        return f"từ ngày {self.first_day} đến {self.last_day} hàng tháng"

    @property
    def letter(self) -> str:
        """How the letter is quoted: number or "không ghi số", date as written, issuer."""
        number = f"số {self.number}" if self.number else "không ghi số"
        if self.symbol and self.symbol not in number:
            number += f", ký hiệu {self.symbol}"
        written = f'ghi ngày "{self.date_as_written}"' if self.date_as_written else "không ghi ngày"
        return f"công văn {number}, {written}, của {self.issuer_name}"


@dataclass(frozen=True, slots=True)
class Operation:
    """Since when the school operates, how many cohorts it has completed; None if not stated.

    `closed_on` is the first day without the school, None while it lives.
    """

    opened_on: date | None
    cohorts_completed: int | None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A recognition that the school received; valid on both days it names."""

    kind: Kind
    grade: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitRegistration:
    """Register for evaluation (đăng ký đánh giá ngoài), or complete a returned registration.

    The two grades are those asked for; `cycle_year` names the self-assessment whose report goes
    with it, `education_stage` that of this one stage of a school of many. `dated` is the day of its
    paper; what a registration is late for is asked of the day of entry. `further` are purposes that
    the province adds.
    """

    right: ClassVar[Right] = PRINCIPAL

    purpose: Purpose
    address: Line
    cycle_year: Year
    education_stage: EducationStage | None = None
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    phone: Line | None = None
    email: Line | None = None
    further: Further = ()
    dated: date | None = None
    id: str = given("id")
    school: str = given("school")
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class Filing:
    """What a registration rests on, as of its day.

    The school's report, the windows that letters set for it, since when it operates, the
    certificates it holds; `direct`: no office stands between the school and the Sở. `in_force` is
    the set for its kind, None where there is none; `rules_number` that of the platform's rules;
    `kind` what the school is on the day. `planned` is what offices planned for it, `listed` whether
    its own has a list of the year, `offered` which purposes its province adds. `waiting` are the
    school's other cases that wait for a recognition that is asked for here.
    """

    report: Report | None
    windows: tuple[Window, ...]
    operation: Operation
    direct: bool
    recognitions: tuple[Held, ...]
    in_force: RuleSet | None = None
    rules_number: int = FIRST
    kind: str = ""
    planned: tuple[Planned, ...] = ()
    listed: bool = False
    offered: tuple[purposes.Further, ...] = ()
    waiting: Sequence[str] = ()


def year_of(evaluation: str, school: str) -> int:
    """Return the school year in an evaluation's id; raises `Rejected` ("evaluation-id-differs")."""
    year = evaluation.removeprefix(f"{school}_")
    if re.fullmatch(r"20\d\d", year, re.ASCII) is None:
        detail = f"Hồ sơ đánh giá ngoài phải mang mã <trường>_<năm học>, không phải '{evaluation}'."
        raise Rejected("evaluation-id-differs", detail, rule="mỗi năm học một hồ sơ")
    return int(year)


def require_open(evaluation: Evaluation, *states: State) -> None:
    """Raise `Rejected` unless nothing has begun, or the evaluation is in one of `states`.

    A case whose every decision refuses is over, and begins anew where the data lets it.

    Codes: school-closed where it ended with its school, already-filed.
    """
    if evaluation.state is State.ENDED:
        detail = "Hồ sơ đã chấm dứt cùng với trường; không đăng ký lại được."
        raise Rejected("school-closed", detail, rule=CLOSED)
    again, source = external_review.refiling()
    refused_all = again and isinstance(evaluation, Judged) and evaluation.nothing_granted
    if isinstance(evaluation, Filed) and evaluation.state not in states and not refused_all:
        detail = (
            "Trường đã đăng ký đánh giá ngoài trong năm học này "
            f"(lần {evaluation.registration.attempt})."
        )
        raise Rejected("already-filed", detail, source)
