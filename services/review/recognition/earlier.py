"""Recognitions from before the platform (J3): what their paper may say, and that it was wrong.

They count as every other one: for the waiting time of an upgrade, the lead time of a renewal, the
five years. What a school was recognised for since its first registration here comes from its cases.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.engine.rules import FIRST
from libs.kernel.messages import Line, Remark, given
from libs.kernel.problems import FieldError, Rejected, refused
from libs.law.calendar import add_months, add_years, show
from libs.law.recognitions import SUFFIX
from libs.law.standards import external_review
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.law.standards.rule_set import RuleSet, cite
from libs.people.suspected import called, suspected
from libs.rights import Right
from services.review.evaluation.numbers import compared
from services.review.recognition.certificates import Certificate
from services.review.recognition.events import (
    EarlierRecognitionRecorded,
    EarlierRecognitionStruck,
    Papers,
)
from services.review.shared.fields import APPRAISER, Kind, Number

STRICT = 3
"""Since which number of the platform's rules a paper says what its rule set and school allow."""
RULE = "công nhận có trước khi trường dùng hệ thống"


@dataclass(frozen=True, slots=True)
class RecordEarlierRecognition:
    """Write down a recognition that was decided before the school came to the platform.

    The stream is `<school>_<accreditation|national>_<day of the decision as YYYYMMDD>`. The grade
    that `kind` names is stated, the other is not. `evidence` are codes of the school's evidence
    under which the decision's file is kept; none is allowed, and shown as missing.
    """

    right: ClassVar[Right] = APPRAISER

    kind: Kind
    decision_number: Number
    decided_on: date
    authority_name: Line
    valid_from: date
    valid_to: date
    accreditation_grade: AccreditationGrade | None = None
    national_grade: NationalGrade | None = None
    certificate_number: Number | None = None
    evidence: Papers = ()
    id: str = given("id")
    school: str = given("school")
    on: date = given("on")
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class StrikeEarlierRecognition:
    """Strike what was written down wrongly; what it had replaced holds again."""

    right: ClassVar[Right] = APPRAISER

    reason: Remark


@dataclass(frozen=True, slots=True)
class Paper:
    """What writing down a recognition rests on.

    `rules`: the set in force for the school on the day of the decision, None where there is none;
    `first_filed`: the day of the school's first registration here; `hashes`: of its evidence by
    code; `others`: the certificates of the kind that the school holds; `rules_number`: that of the
    platform's rules; `opened_on`: since when the school operates, None if not stated; `bearing`:
    the other papers of which this certificate's number is.
    """

    rules: RuleSet | None
    first_filed: date | None
    hashes: Mapping[str, str]
    others: Sequence[Certificate]
    rules_number: int = FIRST
    opened_on: date | None = None
    bearing: Sequence[str] = ()


def earlier_id(school: str, kind: Kind, decided_on: date) -> str:
    """Return the id of the certificate that was decided on a day."""
    return f"{school}_{SUFFIX[kind]}_{decided_on:%Y%m%d}"


def written_down(
    command: RecordEarlierRecognition, known: Paper, kept: EarlierRecognitionRecorded | None
) -> Sequence[EarlierRecognitionRecorded]:
    """Return what the paper says, and what stands before and after it; none when it stands so.

    `kept` is what stands in the stream, None where that was struck. Raises `Rejected`:
    already-recorded, rule-set-missing, recognition-wrong (all that is wrong at once), already-held.
    """
    rules = known.rules
    if rules is None:
        detail = (
            f"Không có bộ tiêu chuẩn nào trong hệ thống cho quyết định ngày "
            f"{show(command.decided_on)}: chỉ ghi lại công nhận theo các thông tư từ năm 2018."
        )
        raise refused("rule-set-missing", detail, RULE, at="/decided_on")
    wrong = [*_wrong(command, known, rules)]
    if wrong:
        detail = " ".join(each.detail for each in wrong)
        raise Rejected("recognition-wrong", detail, rule=RULE, errors=wrong)
    found = EarlierRecognitionRecorded(
        command.school,
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
        rules.id,
        rules.revision,
        *_between(command, known.others),
        rules=rules.rules_hash,
        ev=tuple(sorted({known.hashes[code] for code in command.evidence})),
    )
    if kept is None:
        return [found]
    if _same(command, kept):
        return []
    detail = (
        f"Đã ghi lại quyết định số {kept.decision_number} ngày {show(kept.decided_on)}; "
        "ghi sai thì xóa tên rồi ghi lại."
    )
    raise Rejected("already-recorded", detail, rule=RULE)


def _same(command: RecordEarlierRecognition, kept: EarlierRecognitionRecorded) -> bool:
    names = (
        *("kind", "accreditation_grade", "national_grade", "decision_number", "decided_on"),
        *("certificate_number", "authority_name", "valid_from", "valid_to", "evidence"),
    )
    return all(getattr(command, name) == getattr(kept, name) for name in names)


def _wrong(command: RecordEarlierRecognition, known: Paper, rules: RuleSet) -> Sequence[FieldError]:
    found = []
    grades = {
        "accreditation": ("/accreditation_grade", command.accreditation_grade, "cấp độ"),
        "national_standard": ("/national_grade", command.national_grade, "mức độ"),
    }
    for kind, (pointer, grade, name) in grades.items():
        if kind == command.kind and grade is None:
            found.append(FieldError(pointer, "required", f"Phải nêu {name} được công nhận."))
        elif kind != command.kind and grade is not None:
            found.append(FieldError(pointer, "not-asked", f"Loại công nhận này không kèm {name}."))
    wanted = earlier_id(command.school, command.kind, command.decided_on)
    if command.id != wanted:
        detail = f"Mã phải là '{wanted}': trường, loại công nhận, ngày quyết định."
        found.append(FieldError("", "recognition-id-differs", detail))
    if command.decided_on > command.on:
        found.append(FieldError("/decided_on", "day-not-yet-come", "Ngày quyết định chưa đến."))
    if known.first_filed is not None and command.decided_on >= known.first_filed:
        detail = (
            f"Trường đăng ký đánh giá ngoài trong hệ thống từ ngày {show(known.first_filed)}; "
            "quyết định từ ngày đó phải đến từ hồ sơ đánh giá ngoài, không ghi lại từ giấy."
        )
        found.append(FieldError("/decided_on", "not-before-the-platform", detail))
    if command.valid_from < command.decided_on:
        detail = f"Hiệu lực không bắt đầu trước ngày quyết định {show(command.decided_on)}."
        found.append(FieldError("/valid_from", "before-decision", detail))
    found += _wrong_term(command, rules)
    if known.rules_number >= STRICT:
        found += _impossible(command, known, rules)
    for code in command.evidence:
        if code not in known.hashes:
            detail = f"Trường không có minh chứng mang mã {code}."
            found.append(FieldError("/evidence", "evidence-unknown", detail))
    for other in known.others:
        if other.valid_from == command.valid_from and other.id != command.id:
            detail = (
                f"Trường đã có công nhận loại này từ đúng ngày {show(command.valid_from)} "
                f"(mã {other.id})."
            )
            found.append(FieldError("/valid_from", "already-held", detail))
    return found


def _impossible(
    command: RecordEarlierRecognition, known: Paper, rules: RuleSet
) -> Iterator[FieldError]:
    """Yield what no paper can say: a grade that the set lacks, a day before the school was."""
    document = rules.document
    national = document["national_standard"] or {}
    offered = {
        "accreditation_grade": {g["accreditation_grade"] for g in document["accreditation_grades"]},
        "national_grade": {g["national_grade"] for g in national.get("national_grades", ())},
    }
    for name, grades in offered.items():
        grade = getattr(command, name)
        if grade is not None and grade not in grades:
            detail = f"{rules.title_vi} không có mức này."
            yield FieldError(f"/{name}", "not-offered", detail)
    if known.opened_on is not None and command.decided_on < known.opened_on:
        detail = f"Trường hoạt động từ ngày {show(known.opened_on)}, sau ngày quyết định."
        yield FieldError("/decided_on", "before-school-opened", detail)
    months, source = external_review.earlier_begins_within()
    latest = add_months(command.decided_on, months)
    if command.valid_from > latest:
        detail = (
            f"Hiệu lực bắt đầu chậm nhất ngày {show(latest)}, {months} tháng sau ngày quyết định "
            f"({source})."
        )
        yield FieldError("/valid_from", "begins-too-late", detail)
    # Who prints the decision's number on the certificates of all its schools gives them no other.
    own = command.certificate_number or command.decision_number
    if known.bearing and compared(own) != compared(command.decision_number):
        detail = (
            f"Số chứng nhận này đã ghi ở giấy khác của cùng cơ quan trong năm: "
            f"{', '.join(known.bearing)}."
        )
        yield FieldError("/certificate_number", "number-used", detail)
    for sign in suspected(command.authority_name):
        detail = f"Chỉ ghi tên cơ quan; có vẻ chứa {called(sign)}."
        yield FieldError("/authority_name", "personal-data-suspected", detail)


def _wrong_term(command: RecordEarlierRecognition, rules: RuleSet) -> Sequence[FieldError]:
    if command.valid_to < command.valid_from:
        detail = "Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi."
        return [FieldError("/valid_to", "ends-before-start", detail)]
    years = rules.validity_years
    if years is not None and command.valid_to > add_years(command.valid_from, years):
        detail = f"Công nhận có giá trị nhiều nhất {years} năm theo {cite(rules, '5')}."
        return [FieldError("/valid_to", "term-too-long", detail)]
    return []


def _between(
    command: RecordEarlierRecognition, others: Sequence[Certificate]
) -> tuple[tuple[str, ...], str | None, date | None]:
    """Return which certificates it replaces, and which one replaces it, from which day on."""
    later = successor(command.valid_from, command.valid_to, others)
    before = renewed(command.valid_from, others)
    return (before, None, None) if later is None else (before, later.id, later.valid_from)


def renewed(valid_from: date, others: Sequence[Certificate]) -> tuple[str, ...]:
    """Return the ids of what is still in force when another certificate of the kind begins."""
    return tuple(each.id for each in others if each.valid_from <= valid_from <= each.last)


def successor(
    valid_from: date, valid_to: date, others: Sequence[Certificate]
) -> Certificate | None:
    """Return the first certificate of the kind that begins within another's term."""
    later = [each for each in others if valid_from < each.valid_from <= valid_to]
    return min(later, key=lambda each: (each.valid_from, each.id), default=None)


def struck(
    command: StrikeEarlierRecognition, kept: EarlierRecognitionRecorded | None, granted: bool
) -> Sequence[EarlierRecognitionStruck]:
    """Return the striking; none where nothing stands there.

    Raises `Rejected` ("not-from-paper") for what a case of the platform brought: that is annulled
    by a decision.
    """
    if granted:
        detail = "Công nhận này do hồ sơ đánh giá ngoài trong hệ thống mà có, không xóa tên được."
        raise Rejected("not-from-paper", detail, rule=RULE)
    return [] if kept is None else [EarlierRecognitionStruck(command.reason, kept.renews)]
