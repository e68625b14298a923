"""What a school files: the registration itself, and every rule that may refuse it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.kernel.messages import Line, given
from libs.kernel.problems import FieldError, Rejected, refused
from libs.law.calendar import add_months, add_years, in_monthly_window, school_year, show, year_name
from libs.law.labels import label
from libs.law.standards.levels import (
    AccreditationGrade,
    NationalGrade,
    accreditation_grade,
    national_grade,
)
from libs.law.standards.rule_set import RuleSet, cite
from libs.rights import Right
from services.review.evaluation.events.filing import RegistrationSubmitted
from services.review.evaluation.state import Evaluation, Filed, State, rule_set
from services.review.shared.fields import PRINCIPAL, EducationStage, Kind, Purpose, Year

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
    """The days of each month on which a letter lets schools file; the letter as it was written."""

    number: str | None
    symbol: str | None
    issuer_name: str
    date_as_written: str
    first_day: int
    last_day: int
    effect: str

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
    with it, `education_stage` that of this one stage of a school of many.
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
    id: str = given("id")
    school: str = given("school")
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class Filing:
    """What a registration rests on, as of its day.

    The school's report, the windows that letters set for it, since when it operates, the
    certificates it holds; `direct`: no office stands between the school and the Sở.
    """

    report: Report | None
    windows: tuple[Window, ...]
    operation: Operation
    direct: bool
    recognitions: tuple[Held, ...]


def year_of(evaluation: str, school: str) -> int:
    """Return the school year in an evaluation's id; raises `Rejected` ("evaluation-id-differs")."""
    year = evaluation.removeprefix(f"{school}_")
    if re.fullmatch(r"20\d\d", year, re.ASCII) is None:
        detail = f"Hồ sơ đánh giá ngoài phải mang mã <trường>_<năm học>, không phải '{evaluation}'."
        raise Rejected("evaluation-id-differs", detail, rule="mỗi năm học một hồ sơ")
    return int(year)


def _check_year(command: SubmitRegistration) -> None:
    """A school files for the school year under way, or for the next one."""
    year, now = year_of(command.id, command.school), school_year(command.on)
    if year not in (now, now + 1):
        detail = (
            f"Hồ sơ này thuộc năm học {year_name(year)}; ngày {show(command.on)} chỉ đăng ký cho "
            f"năm học {year_name(now)} hoặc {year_name(now + 1)}."
        )
        raise Rejected("year-not-open", detail, rule="mỗi năm học một hồ sơ")


def require_open(evaluation: Evaluation, *states: State) -> None:
    """Raise `Rejected` unless nothing has begun, or the evaluation is in one of `states`.

    Codes: school-closed where it ended with its school, already-filed.
    """
    if evaluation.state is State.ENDED:
        detail = "Hồ sơ đã chấm dứt cùng với trường; không đăng ký lại được."
        raise Rejected("school-closed", detail, rule=CLOSED)
    if isinstance(evaluation, Filed) and evaluation.state not in states:
        raise refused(
            "already-filed",
            "Trường đã đăng ký đánh giá ngoài trong năm học này "
            f"(lần {evaluation.registration.attempt}).",
            "TT 17, 18, 19/2018 art. 26",
        )


def submit(
    command: SubmitRegistration, known: Filing, evaluation: Evaluation
) -> Sequence[RegistrationSubmitted]:
    """Return the registration; none when it stands filed just so.

    Raises `Rejected`: already-filed, evaluation-id-differs, year-not-open, report-not-submitted,
    purpose-target-mismatch, level-not-reached, operating-condition, outside-window,
    upgrade-too-early, rule-set-missing, school-closed.
    """
    filed = evaluation.registration if isinstance(evaluation, Filed) else None
    if filed is not None and evaluation.state is State.FILED and _same(command, filed):
        return []
    require_open(evaluation, State.PLANNED, State.RETURNED, State.WITHDRAWN)
    # What is completed after a return was filed before it: neither year nor window binds it again.
    completes = evaluation.state is State.RETURNED
    if not completes:
        _check_year(command)
    closed_on = known.operation.closed_on
    # Only what its successor has to complete outlives a school; whatever is new it files itself.
    outlives = completes and evaluation.continued is not None
    if closed_on is not None and closed_on <= command.on and not outlives:
        detail = f"Trường đã chấm dứt hoạt động từ ngày {show(closed_on)}."
        raise Rejected("school-closed", detail, rule=CLOSED)
    report = known.report
    if report is None or report.submitted_on is None:
        year, stage = year_name(command.cycle_year), command.education_stage
        of = f" của cấp {label(stage)}" if stage else ""
        detail = f"Trường chưa nộp báo cáo tự đánh giá năm học {year}{of} (trường cycle_year)."
        raise refused(
            "report-not-submitted", detail, "TT 17, 18, 19/2018 art. 26", at="/cycle_year"
        )
    rules = rule_set(report.rules)
    _check_targets(command, rules)
    _check_level(command, report, rules)
    _check_operation(command, known.operation, rules)
    _check_upgrade(command, known, rules)
    if completes and filed is not None:
        late = filed.late
    else:
        late = _check_windows(command, known) or _renews_late(command, known, rules)
    return [
        RegistrationSubmitted(
            purpose=command.purpose,
            accreditation_grade=command.accreditation_grade,
            national_grade=command.national_grade,
            address=command.address,
            phone=command.phone,
            email=command.email,
            cycle_year=command.cycle_year,
            education_stage=command.education_stage,
            level=report.level,
            rule_set=report.rule_set,
            revision=report.revision,
            late=late,
            direct=known.direct,
            attempt=filed.attempt + 1 if filed else 1,
            rules=report.rules,
        )
    ]


def _same(command: SubmitRegistration, filed: RegistrationSubmitted) -> bool:
    names = (
        "purpose",
        "accreditation_grade",
        "national_grade",
        "address",
        "phone",
        "email",
        "cycle_year",
        "education_stage",
    )
    return all(getattr(command, name) == getattr(filed, name) for name in names)


def _check_targets(command: SubmitRegistration, rules: RuleSet) -> None:
    """Each purpose names its own target, no other; a rule set may know no such recognition."""
    offered = {
        "/accreditation_grade": bool(rules.document["accreditation_grades"]),
        "/national_grade": bool(rules.document["national_standard"]),
    }
    asked = {
        "/accreditation_grade": command.purpose in ("accreditation", "both"),
        "/national_grade": command.purpose in ("national_standard", "both"),
    }
    stated = {
        "/accreditation_grade": command.accreditation_grade is not None,
        "/national_grade": command.national_grade is not None,
    }
    names = {"/accreditation_grade": "cấp độ kiểm định", "/national_grade": "mức độ chuẩn quốc gia"}
    errors = []
    for pointer, name in names.items():
        if asked[pointer] and not offered[pointer]:
            errors.append(FieldError(pointer, "not-offered", f"{rules.title_vi}: không có {name}."))
        elif asked[pointer] and not stated[pointer]:
            errors.append(FieldError(pointer, "required", f"Mục đích này phải nêu {name}."))
        elif stated[pointer] and not asked[pointer]:
            errors.append(FieldError(pointer, "not-asked", f"Mục đích này không kèm {name}."))
    if errors:
        detail = "Mục đích (trường purpose) và cấp độ, mức độ đăng ký không khớp: " + " ".join(
            error.detail for error in errors
        )
        raise Rejected("purpose-target-mismatch", detail, rule=cite(rules, "26"), errors=errors)


def _check_level(command: SubmitRegistration, report: Report, rules: RuleSet) -> None:
    """The report's level must earn what is asked for; else name the indicators in the way."""
    grade = accreditation_grade(rules, report.level) or 0
    national = national_grade(rules, report.level) or 0
    missed = []
    if (command.accreditation_grade or 0) > grade:
        missed.append(("/accreditation_grade", f"cấp độ {command.accreditation_grade}"))
    if (command.national_grade or 0) > national:
        missed.append(("/national_grade", f"chuẩn quốc gia mức độ {command.national_grade}"))
    if not missed:
        return
    wanted = " và ".join(name for _, name in missed)
    reached = f"Mức {report.level}" if report.level else "chưa đạt Mức 1"
    detail = f"Trường đăng ký {wanted} nhưng báo cáo tự đánh giá mới đạt: {reached}."
    if report.next_level is not None:
        detail += (
            f" Để đạt Mức {report.next_level}: chỉ báo chưa đạt: {_listed(report.failed)};"
            f" chỉ báo chưa đánh giá: {_listed(report.unjudged)}."
        )
    pointer = missed[0][0]
    errors = [
        *(FieldError(pointer, "indicator-failed", f"{n}: chưa đạt.") for n in report.failed),
        *(
            FieldError(pointer, "indicator-unjudged", f"{n}: chưa đánh giá.")
            for n in report.unjudged
        ),
    ]
    article = "34" if pointer == "/accreditation_grade" else "37"
    raise Rejected("level-not-reached", detail, rule=cite(rules, article), errors=errors)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) if names else "không có"


def _check_operation(command: SubmitRegistration, known: Operation, rules: RuleSet) -> None:
    """A cohort has completed the programme, or the school is old enough, by the rule set."""
    national = rules.document["national_standard"] or {}
    cohorts, years = rules.min_cohorts, rules.min_years_in_operation
    if command.purpose != "accreditation" and "cohort_completed_programme" in national.get(
        "conditions", ()
    ):
        cohorts = max(cohorts or 0, 1)
    if cohorts and (known.cohorts_completed or 0) < cohorts:
        have = "chưa ghi nhận" if known.cohorts_completed is None else str(known.cohorts_completed)
        detail = f"Cần ít nhất {cohorts} khóa học sinh hoàn thành chương trình; hiện có: {have}."
        raise Rejected("operating-condition", detail, rule=cite(rules, "34"))
    if years and (known.opened_on is None or add_years(known.opened_on, years) > command.on):
        since = "chưa ghi nhận" if known.opened_on is None else show(known.opened_on)
        detail = f"Trường phải hoạt động đủ {years} năm; ngày bắt đầu hoạt động: {since}."
        raise Rejected("operating-condition", detail, rule=cite(rules, "34"))


def _in_force(command: SubmitRegistration, known: Filing) -> list[Held]:
    return [
        held
        for held in known.recognitions
        if command.purpose in (held.kind, "both") and held.valid_from <= command.on <= held.valid_to
    ]


def _check_upgrade(command: SubmitRegistration, known: Filing, rules: RuleSet) -> None:
    """A grade above the one in force may be asked for only after the rule set's waiting time."""
    targets = {
        "accreditation": command.accreditation_grade,
        "national_standard": command.national_grade,
    }
    for held in _in_force(command, known):
        target = targets[held.kind]
        if target is None or target <= held.grade or rules.upgrade_wait_years is None:
            continue
        first_day = add_years(held.valid_from, rules.upgrade_wait_years)
        if command.on < first_day:
            name = "cấp độ" if held.kind == "accreditation" else "mức độ"
            detail = (
                f"Trường đang được công nhận {name} {held.grade} từ ngày {show(held.valid_from)}; "
                f"đăng ký {name} cao hơn sớm nhất từ ngày {show(first_day)} "
                f"(sau {rules.upgrade_wait_years} năm)."
            )
            field = "/accreditation_grade" if held.kind == "accreditation" else "/national_grade"
            raise refused("upgrade-too-early", detail, cite(rules, "5"), at=field)


def _renews_late(command: SubmitRegistration, known: Filing, rules: RuleSet) -> bool:
    """Whether what is in force ends sooner than the lead time that a renewal asks for."""
    lead = rules.renewal_lead_months
    return lead is not None and any(
        command.on > add_months(held.valid_to, -lead) for held in _in_force(command, known)
    )


def _check_windows(command: SubmitRegistration, known: Filing) -> bool:
    """Return whether the filing is late; refuse it where the letter's window says so."""
    missed = [
        window
        for window in known.windows
        if not in_monthly_window(command.on, window.first_day, window.last_day)
    ]
    for window in missed:
        if window.effect == "refuse":
            detail = (
                f"Hồ sơ nộp ngày {show(command.on)}, ngoài thời gian nhận: từ ngày "
                f"{window.first_day} đến {window.last_day} hàng tháng, theo {window.letter}."
            )
            raise Rejected(
                "outside-window",
                detail,
                rule=window.letter,
            )
    return any(window.effect == "mark_late" for window in missed)
