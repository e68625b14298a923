"""What may refuse a registration, and what is recorded of one that passes.

The conditions of registering are `libs.law.standards.conditions`; each refusal here names its own.
"""

from collections.abc import Sequence
from datetime import date

from libs.kernel.problems import FieldError, Rejected, refuse, refused
from libs.law.calendar import last_good_day, school_year, show, year_name
from libs.law.labels import label
from libs.law.standards import conditions, external_review, purposes
from libs.law.standards.rule_set import RuleSet, cite
from services.review.evaluation.events.filing import RegistrationSubmitted
from services.review.evaluation.filing import (
    CLOSED,
    PLANNED_SINCE,
    Filing,
    Held,
    Operation,
    Report,
    SubmitRegistration,
    require_open,
    year_of,
)
from services.review.evaluation.paper_days import is_late, paper_day
from services.review.evaluation.planned import Planned, compared
from services.review.evaluation.state import PROCEDURE, Evaluation, Filed, State, rule_set
from services.review.shared.fields import Difference

RECENT_SINCE = 3
"""Since which number of the platform's rules an old report is refused."""
ONE_AT_A_TIME = "quy tắc của hệ thống: mỗi loại công nhận một hồ sơ đang chờ quyết định"
"""No text says it; but of two the later would pass by every waiting time."""


def submit(
    command: SubmitRegistration, known: Filing, evaluation: Evaluation
) -> Sequence[RegistrationSubmitted]:
    """Return the registration; none when it stands filed just so.

    Raises `Rejected`: already-filed, evaluation-id-differs, year-not-open, report-not-submitted,
    purpose-target-mismatch, purpose-not-offered, level-not-reached, operating-condition,
    outside-window, upgrade-too-early, rule-set-missing, school-closed, report-too-old,
    report-of-other-kind, case-waiting; and as `paper_days.paper_day`.
    """
    filed = evaluation.registration if isinstance(evaluation, Filed) else None
    if filed is not None and evaluation.state is State.FILED and _same(command, filed):
        return []
    begins = (State.PLANNED, State.WITHDRAWN, State.DISCONTINUED)
    require_open(evaluation, *begins, State.RETURNED)
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
    if known.rules_number >= RECENT_SINCE:
        _check_age(command, filed if completes else None)
    report = known.report
    if report is None or report.submitted_on is None:
        year, stage = year_name(command.cycle_year), command.education_stage
        of = f" của cấp {label(stage)}" if stage else ""
        detail = f"Trường chưa nộp báo cáo tự đánh giá năm học {year}{of} (trường cycle_year)."
        rule = cite(known.in_force, "26") if known.in_force else PROCEDURE
        raise refused("report-not-submitted", detail, rule, at="/cycle_year")
    rules = rule_set(report.rules)
    if known.rules_number >= RECENT_SINCE:
        _check_kind(command, known.kind, rules)
        if not completes:
            _check_alone(known)
    _check_targets(command, rules)
    _check_further(command, known.offered)
    _check_level(command, report, rules)
    _check_operation(command, known.operation, rules)
    _check_upgrade(command, known, rules)
    differs, after = _planned(command, known)
    if completes and filed is not None:
        late = filed.late
    else:
        late = _check_windows(command, known) or _renews_late(command, known, rules)
        late = late or _planned_late(after, differs, command)
    day = paper_day(command.dated, command.on, _before(report, filed), known.rules_number)
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
            dated=day,
            entered_late=is_late(day, command.on),
            differs=differs,
            further=command.further,
            report_submitted_on=(
                report.submitted_on if known.rules_number >= RECENT_SINCE else None
            ),
            rules=report.rules,
        )
    ]


def _check_year(command: SubmitRegistration) -> None:
    """A school files for the school year under way, or for the next one."""
    year, now = year_of(command.id, command.school), school_year(command.on)
    if year not in (now, now + 1):
        detail = (
            f"Hồ sơ này thuộc năm học {year_name(year)}; ngày {show(command.on)} chỉ đăng ký cho "
            f"năm học {year_name(now)} hoặc {year_name(now + 1)}."
        )
        raise Rejected("year-not-open", detail, rule="mỗi năm học một hồ sơ")


def _check_alone(known: Filing) -> None:
    """No other case of the school waits for the same recognition, of the same stage."""
    for other in known.waiting:
        year = year_name(int(other.rpartition("_")[2]))
        detail = (
            f"Hồ sơ năm học {year} của trường xin cùng loại công nhận và chưa có quyết định; chờ "
            "quyết định, hoặc rút hồ sơ ấy rồi đăng ký."
        )
        raise refused("case-waiting", detail, ONE_AT_A_TIME, at="/purpose")


def _before(report: Report, filed: RegistrationSubmitted | None) -> date | None:
    """Return the day of the last paper before a registration: its report's, the one before it."""
    known = (report.submitted_on, filed.dated if filed else None)
    return max((day for day in known if day is not None), default=None)


def _planned(
    command: SubmitRegistration, known: Filing
) -> tuple[tuple[Difference, ...], Planned | None]:
    """Return in what the registration is not as planned, and which line it follows."""
    if known.rules_number < PLANNED_SINCE:
        return (), None
    if not known.planned:
        return (("not-planned",) if known.listed else ()), None
    grades = (command.accreditation_grade, command.national_grade)
    line, differs = compared(known.planned, grades, command.on)
    return differs, line


def _planned_late(
    line: Planned | None, differs: Sequence[Difference], command: SubmitRegistration
) -> bool:
    """Return whether it is late by its day of a letter's list; refuse it where the letter does."""
    if line is None or line.before is None or "after-planned-day" not in differs:
        return False
    if line.effect == "refuse":
        detail = (
            f"Hồ sơ nộp ngày {show(command.on)}; công văn yêu cầu trường nộp chậm nhất ngày "
            f"{show(last_good_day(line.before))} và không nhận hồ sơ muộn."
        )
        raise Rejected("outside-window", detail, rule="danh sách kèm công văn")
    return line.effect == "mark_late"


def _check_kind(command: SubmitRegistration, kind: str, rules: RuleSet) -> None:
    """The report judged by the criteria of what the school is, or of the stage asked for."""
    wanted = command.education_stage or kind
    asked = conditions.of_kind(rules, wanted, label(wanted))
    if not asked.met:
        raise refused("report-of-other-kind", asked.said, asked.rule, at="/cycle_year")


def _check_age(command: SubmitRegistration, returned: RegistrationSubmitted | None) -> None:
    """The report is of the school year of the case or the one before; a returned one may stay."""
    asked = conditions.report_age(command.cycle_year, year_of(command.id, command.school))
    kept = returned is not None and returned.cycle_year == command.cycle_year
    if not asked.met and not kept:
        raise refused("report-too-old", asked.said, asked.rule, at="/cycle_year")


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
        "further",
    )
    return all(getattr(command, name) == getattr(filed, name) for name in names)


def _check_targets(command: SubmitRegistration, rules: RuleSet) -> None:
    """Each purpose names its own target, no other; a rule set may know no such recognition."""
    kinds = {"/accreditation_grade": "accreditation", "/national_grade": "national_standard"}
    known = conditions.offered(rules)
    offered = {pointer: kind in known for pointer, kind in kinds.items()}
    asked = {pointer: kind in _kinds(command) for pointer, kind in kinds.items()}
    stated = {
        "/accreditation_grade": command.accreditation_grade is not None,
        "/national_grade": command.national_grade is not None,
    }
    names = {"/accreditation_grade": "cấp độ kiểm định", "/national_grade": "mức độ chuẩn quốc gia"}
    errors = []
    for pointer, name in names.items():
        if asked[pointer] and not offered[pointer]:
            errors.append(FieldError(pointer, "not-offered", _not_offered(rules, pointer, name)))
        elif asked[pointer] and not stated[pointer]:
            errors.append(FieldError(pointer, "required", f"Mục đích này phải nêu {name}."))
        elif stated[pointer] and not asked[pointer]:
            errors.append(FieldError(pointer, "not-asked", f"Mục đích này không kèm {name}."))
    if errors:
        detail = "Mục đích (trường purpose) và cấp độ, mức độ đăng ký không khớp: " + " ".join(
            error.detail for error in errors
        )
        raise Rejected("purpose-target-mismatch", detail, rule=cite(rules, "26"), errors=errors)


def _check_further(command: SubmitRegistration, offered: Sequence[purposes.Further]) -> None:
    """Each further purpose is one of the province, named once, and goes with what is asked for."""
    known = {each.code: each for each in offered}
    names = ", ".join(f"{each.title} ('{each.code}')" for each in offered) or "không có"
    faults, rule = [], "mục đích do tỉnh quy định thêm"
    for n, code in enumerate(command.further):
        at, each = f"/further/{n}", known.get(code)
        if each is None:
            faults.append((at, f"Tỉnh không có mục đích '{code}'; các mục đích thêm: {names}."))
        elif code in command.further[:n]:
            faults.append((at, f"Mục đích '{each.title}' được nêu hai lần."))
        elif command.purpose not in each.goes_with:
            rule = each.cited
            asked = label(command.purpose)
            faults.append((at, f"Mục đích '{each.title}' không đi cùng mục đích {asked}."))
    refuse("purpose-not-offered", faults, rule)


def _not_offered(rules: RuleSet, pointer: str, name: str) -> str:
    """Return that a rule set knows no such grade; as a doubt where it is not sure of that."""
    said = rules.document.get("confidence", {}).get("separate_accreditation_certificate")
    if pointer == "/accreditation_grade" and said == "unsure":
        return (
            f"Chưa rõ {cite(rules)} còn {name} hay không: bản đang dùng không nêu và "
            f"{external_review.UNREAD}."
        )
    return f"{rules.title_vi}: không có {name}."


def _check_level(command: SubmitRegistration, report: Report, rules: RuleSet) -> None:
    """The report's level must earn what is asked for; else name the indicators in the way."""
    earned, missed = conditions.earned(rules, report.level), []
    if (command.accreditation_grade or 0) > (earned.accreditation or 0):
        missed.append(("/accreditation_grade", f"cấp độ {command.accreditation_grade}"))
    if (command.national_grade or 0) > (earned.national or 0):
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
    asked = conditions.operation(
        rules, _kinds(command), known.opened_on, known.cohorts_completed, command.on
    )
    for each in asked:
        if not each.met:
            raise Rejected("operating-condition", each.said, rule=each.rule)


def _kinds(command: SubmitRegistration) -> Sequence[str]:
    """Return of which kinds recognitions are asked for."""
    both = ("accreditation", "national_standard")
    return both if command.purpose == "both" else (command.purpose,)


def _in_force(command: SubmitRegistration, known: Filing) -> list[Held]:
    return [
        held
        for held in known.recognitions
        if held.kind in _kinds(command) and held.valid_from <= command.on <= held.valid_to
    ]


def _check_upgrade(command: SubmitRegistration, known: Filing, rules: RuleSet) -> None:
    """A grade above the one in force may be asked for only after the rule set's waiting time."""
    targets = {
        "accreditation": command.accreditation_grade,
        "national_standard": command.national_grade,
    }
    for held in _in_force(command, known):
        target = targets[held.kind]
        if target is None or target <= held.grade:
            continue
        first_day = conditions.upgrade_from(rules, held.valid_from)
        if first_day is not None and command.on < first_day:
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
    days = (conditions.renew_by(rules, held.valid_to) for held in _in_force(command, known))
    return any(day is not None and command.on > day for day in days)


def _check_windows(command: SubmitRegistration, known: Filing) -> bool:
    """Return whether the filing is late; refuse it where the letter's window says so."""
    missed = [
        window
        for window in known.windows
        if window.missed(command.on) and (known.planned or not window.listed_only)
    ]
    for window in missed:
        if window.effect == "refuse":
            detail = (
                f"Hồ sơ nộp ngày {show(command.on)}, ngoài thời gian nhận: {window.days}, theo "
                f"{window.letter}."
            )
            if window.reading:
                detail += f" Cách hiểu: {window.reading}."
            raise Rejected(
                "outside-window",
                detail,
                rule=window.letter,
            )
    return any(window.effect == "mark_late" for window in missed)
