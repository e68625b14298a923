"""The decisions: accreditation by the Sở; the national standard, proposed by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeVar, assert_never

from libs.kernel.messages import given
from libs.kernel.problems import FieldError, Rejected, refused
from libs.law.calendar import add_years
from libs.law.labels import label
from libs.law.standards import external_review
from libs.law.standards.rule_set import RuleSet, cite
from libs.people.suspected import refuse_suspected
from libs.rights import Right
from services.review.evaluation.events.decisions import (
    AccreditationGranted,
    AccreditationRefused,
    NationalStandardGranted,
    NationalStandardProposed,
    NationalStandardRefused,
)
from services.review.evaluation.paper_days import is_late, paper_day
from services.review.evaluation.state import Appraised, Evaluation, Judged, Reported, State, within
from services.review.shared.fields import (
    ACCREDITER,
    PROPOSER,
    RECOGNISER,
    Grounds,
    Kind,
    Number,
    Point,
)

Event = (
    AccreditationGranted
    | AccreditationRefused
    | NationalStandardProposed
    | NationalStandardGranted
    | NationalStandardRefused
)


@dataclass(frozen=True, slots=True)
class DecideAccreditation:
    """Grant the accreditation that the final report earned, or refuse it where it earned none.

    `certificate_number` may be absent only from a refusal. `collective`: the decision names several
    schools, whose cases are decided by the same number, one by one. `grounds`: the legal grounds as
    the paper has them, none for those of the rule set; `reason` is a refusal's alone.
    """

    right: ClassVar[Right] = ACCREDITER
    kind: ClassVar[Kind] = "accreditation"

    decision_number: Number
    certificate_number: Number | None = None
    dated: date | None = None
    collective: bool = False
    grounds: Grounds = ()
    reason: Point | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ProposeNationalStandard:
    """Propose the national-standard grade that the final report earned."""

    right: ClassVar[Right] = PROPOSER

    document_number: Number
    dated: date | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class DecideNationalStandard:
    """Recognise the school at the grade the final report earned, or refuse where it earned none.

    The rule sets of 2018 ask for a proposal by the director of the Sở first, until a later text
    lets the Sở decide (`external_review.transition`). The rest as of an accreditation.
    """

    right: ClassVar[Right] = RECOGNISER
    kind: ClassVar[Kind] = "national_standard"

    decision_number: Number
    certificate_number: Number | None = None
    dated: date | None = None
    collective: bool = False
    grounds: Grounds = ()
    reason: Point | None = None
    on: date = given("on")


Decision = DecideAccreditation | DecideNationalStandard
Command = Decision | ProposeNationalStandard
G = TypeVar("G", AccreditationGranted, NationalStandardGranted)
R = TypeVar("R", AccreditationRefused, NationalStandardRefused)


def decide(command: Command, rules_number: int, evaluation: Evaluation) -> Sequence[Event]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: wrong-state, not-asked-for, already-decided, certificate-missing,
    level-not-reached, not-proposed, already-proposed, validity-unknown, reason-of-refusal,
    personal-data-suspected; and as `paper_days.paper_day`.
    """
    match command:
        case DecideAccreditation():
            return _accredit(command, rules_number, evaluation)
        case ProposeNationalStandard():
            return _propose(command, rules_number, evaluation)
        case DecideNationalStandard():
            return _recognise(command, rules_number, evaluation)
    assert_never(command)


def _reported(evaluation: Evaluation, kind: Kind) -> Reported:
    if isinstance(evaluation, Reported) and not evaluation.asks(kind):
        detail = f"Trường không đăng ký công nhận {label(kind)} trong hồ sơ này."
        raise Rejected("not-asked-for", detail, rule=cite(evaluation.rules, "26"))
    return within(evaluation, Reported, State.REPORTED)


def _accredit(
    command: DecideAccreditation, rules_number: int, evaluation: Evaluation
) -> Sequence[Event]:
    if isinstance(evaluation, Reported) and evaluation.accreditation is not None:
        return _decided_before(command, evaluation.accreditation, evaluation.rules)
    case = _reported(evaluation, "accreditation")
    day = paper_day(command.dated, command.on, case.final.dated, rules_number)
    if case.final.accreditation_grade is None:
        return [_refusal(AccreditationRefused, case, command, day)]
    return [_grant(AccreditationGranted, case.final.accreditation_grade, case, command, day)]


def _propose(
    command: ProposeNationalStandard, rules_number: int, evaluation: Evaluation
) -> Sequence[Event]:
    document_number = command.document_number
    if isinstance(evaluation, Reported) and evaluation.proposal is not None:
        if evaluation.proposal.document_number == document_number:
            return []
        detail = f"Sở đã đề nghị công nhận bằng văn bản {evaluation.proposal.document_number}."
        raise Rejected("already-proposed", detail, rule=cite(evaluation.rules, "38"))
    case = _reported(evaluation, "national_standard")
    final = case.final
    if final.national_grade is None:
        raise Rejected(
            "level-not-reached",
            f"Báo cáo đánh giá ngoài: trường đạt Mức {final.level}, chưa đủ để đề nghị công nhận "
            f"đạt chuẩn quốc gia. Chỉ báo chưa đạt: {', '.join(final.failed) or 'không có'}; "
            f"chưa đánh giá: {', '.join(final.unjudged) or 'không có'}.",
            rule=cite(case.rules, "37"),
            errors=[
                *(FieldError("", "indicator-failed", n) for n in final.failed),
                *(FieldError("", "indicator-unjudged", n) for n in final.unjudged),
            ],
        )
    day = paper_day(command.dated, command.on, final.dated, rules_number)
    late = is_late(day, command.on)
    return [NationalStandardProposed(final.national_grade, document_number, day, late)]


def _recognise(
    command: DecideNationalStandard, rules_number: int, evaluation: Evaluation
) -> Sequence[Event]:
    if isinstance(evaluation, Judged) and evaluation.national is not None:
        return _decided_before(command, evaluation.national, evaluation.rules)
    case = _judged(evaluation)
    day = paper_day(command.dated, command.on, _last(case), rules_number)
    if case.final.national_grade is None:
        return [_refusal(NationalStandardRefused, case, command, day)]
    unproposed = isinstance(case, Reported) and case.proposal is None
    if unproposed and external_review.needs_proposal(case.rules, day or command.on):
        detail = "Giám đốc Sở chưa đề nghị công nhận trường đạt chuẩn quốc gia."
        raise Rejected("not-proposed", detail, rule=cite(case.rules, "38"))
    return [_grant(NationalStandardGranted, case.final.national_grade, case, command, day)]


def _judged(evaluation: Evaluation) -> Judged:
    """Return a case that a decision on the national standard rests on."""
    if isinstance(evaluation, Appraised):
        return within(evaluation, Appraised, State.REPORTED)
    return _reported(evaluation, "national_standard")


def _last(case: Judged) -> date | None:
    """Return the day of the last paper before the decision, as far as it is known."""
    if isinstance(case, Appraised):
        return (case.notified.dated if case.notified else None) or case.final.dated
    return (case.proposal.dated if case.proposal else None) or case.final.dated


def _grant(kind: type[G], grade: int, case: Judged, command: Decision, day: date | None) -> G:
    """Return the recognition at `grade`, valid from the day of the decision as the rules say."""
    if command.reason is not None:
        detail = "Báo cáo đủ mức để công nhận; lý do (trường reason) chỉ dành cho không công nhận."
        raise refused("reason-of-refusal", detail, cite(case.rules, "34-38"), at="/reason")
    signed = day or command.on
    filed = case.registration
    return kind(
        case.final.level,
        grade,
        command.decision_number,
        _certificate(command.certificate_number, case.rules),
        signed,
        _valid_to(signed, case.rules),
        filed.rule_set,
        filed.revision,
        case.continued.successor if case.continued else None,
        day,
        is_late(day, command.on),
        command.collective,
        command.grounds,
        rules=filed.rules,
    )


def _refusal(kind: type[R], case: Judged, command: Decision, day: date | None) -> R:
    """Return the refusal, with the indicators that the report names and what is said beside."""
    refuse_suspected({"reason": command.reason or ""}, confirmed=False)
    final, number = case.final, command.decision_number
    said = (final.level, number, final.failed, final.unjudged, day, is_late(day, command.on))
    told = (command.collective, command.grounds, command.reason)
    return kind(*said, *told, rules=case.registration.rules)


def _decided_before(
    command: Decision,
    decision: AccreditationGranted
    | AccreditationRefused
    | NationalStandardGranted
    | NationalStandardRefused,
    rules: RuleSet,
) -> Sequence[Event]:
    certificate = command.certificate_number
    if isinstance(decision, AccreditationGranted | NationalStandardGranted):
        certificate = decision.certificate_number
    asked = (command.decision_number, command.certificate_number)
    if asked == (decision.decision_number, certificate):
        return []
    detail = f"Hồ sơ đã có quyết định số {decision.decision_number}."
    raise Rejected("already-decided", detail, rule=cite(rules, "34-38"))


def _certificate(number: str | None, rules: RuleSet) -> str:
    if number is None:
        detail = "Công nhận phải kèm số chứng nhận (trường certificate_number)."
        raise refused(
            "certificate-missing", detail, cite(rules, "34, 37"), at="/certificate_number"
        )
    return number


def _valid_to(on: date, rules: RuleSet) -> date:
    """Return the last day on which a certificate signed on `on` is valid.

    A time counted in years from a day ends with the same day of the last year (Bộ luật Dân sự 2015
    art. 147, 148).
    """
    if rules.validity_years is None:
        detail = "Bộ tiêu chuẩn của hồ sơ không quy định thời hạn công nhận."
        raise Rejected("validity-unknown", detail, rule=cite(rules, "5"))
    return add_years(on, rules.validity_years)
