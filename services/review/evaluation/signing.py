"""The final report is signed by the whole team: each member by an act of their own, bound to the
hash of what the report says.

That members sign it is read from the one form of the report that is known (`teams.signed_by_all`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from libs.kernel.canonical import digest
from libs.kernel.messages import Actor, Remark, given
from libs.kernel.problems import refuse, refused
from libs.law.standards import teams
from libs.law.vietnamese import says_something
from libs.rights import Right
from services.review.evaluation.events.signing import ReportSigned, SignatureExcused
from services.review.evaluation.state import Drafted, Evaluation, Reported, State, within
from services.review.evaluation.survey import leaders, require_member
from services.review.shared.fields import EVALUATOR, TEAM_FORMER, Dissent, ReportHash, Verdict

SINCE = 3
"""Since which number of the platform's rules a report is final only when it is signed."""


@dataclass(frozen=True, slots=True)
class SignReport:
    """Sign the report, once the exchange with the school is over; `dissent`: in what one disagrees.

    `report_hash`: the hash of the report that was read, None: of the report as it stands.
    """

    right: ClassVar[Right] = EVALUATOR

    report_hash: ReportHash | None = None
    dissent: Dissent = ""
    actor: str = given("actor")


@dataclass(frozen=True, slots=True)
class ExcuseSignature:
    """Let the report be final without a member who cannot sign it, and say why."""

    right: ClassVar[Right] = TEAM_FORMER

    member: Actor
    reason: Remark


Command = SignReport | ExcuseSignature


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a report says of a criterion."""

    criterion: str
    judgements: Sequence[Verdict]
    strengths: str
    weaknesses: str
    recommendations: str


def content(
    rules: str, sheets: Iterable[Sheet], points: Sequence[str], answers: Sequence[str]
) -> str:
    """Return the hash of what a report says: by which rule set, the team's sheets, what the school
    said of the draft, and what the team answered."""
    said: dict[str, Any] = {
        "rules": rules,
        "findings": [
            asdict(each)
            | {"judgements": sorted([v.level, v.indicator, v.met] for v in each.judgements)}
            for each in sorted(sheets, key=lambda each: each.criterion)
        ],
        "points": list(points),
        "answers": list(answers),
    }
    return digest(said)


def content_of(case: Drafted) -> str:
    """Return the hash of what the report of a case says as it stands."""
    sheets = (
        Sheet(f.criterion, f.judgements, f.strengths, f.weaknesses, f.recommendations)
        for f in case.findings
    )
    answers = case.answer.answers if case.answer else ()
    return content(case.registration.rules, sheets, case.points, answers)


def decide(command: Command, evaluation: Evaluation) -> Sequence[ReportSigned | SignatureExcused]:
    """Return the event `command` brings about; none when it holds already.

    Raises `Rejected`: wrong-state, not-in-team, report-changed, text-wordless, signature-given,
    leader-signs.
    """
    if isinstance(command, SignReport):
        return _sign(command, evaluation)
    return _excuse(command, evaluation)


def _sign(command: SignReport, evaluation: Evaluation) -> Sequence[ReportSigned]:
    given_one = (
        evaluation.signatures.get(command.actor) if isinstance(evaluation, Reported) else None
    )
    if given_one is not None and given_one.dissent == command.dissent:
        return []
    case = within(evaluation, Drafted, State.FINALISING)
    require_member(case, command.actor)
    rule, stands = teams.signed_by_all(), content_of(case)
    if command.report_hash not in (None, stands):
        detail = (
            "Nội dung báo cáo đã đổi từ khi mở ra xem; hãy đọc lại rồi ký (trường report_hash)."
        )
        raise refused("report-changed", detail, rule, at="/report_hash")
    if command.dissent and not says_something(command.dissent):
        detail = "Ý kiến khác (trường dissent) phải viết thành lời; đồng ý thì để trống."
        raise refused("text-wordless", detail, rule, at="/dissent")
    signed = ReportSigned(command.actor, stands, command.dissent)
    return [] if case.signatures.get(command.actor) == signed else [signed]


def _excuse(command: ExcuseSignature, evaluation: Evaluation) -> Sequence[SignatureExcused]:
    case = within(evaluation, Drafted, State.FINALISING)
    require_member(case, command.member)
    rule = teams.signed_by_all()
    if command.member in case.signatures:
        detail = f"'{command.member}' đã ký báo cáo (trường member)."
        raise refused("signature-given", detail, rule, at="/member")
    if leaders(case) == {command.member}:
        detail = (
            "Trưởng đoàn nộp báo cáo nên phải ký (trường member); không ký được thì thay trưởng "
            "đoàn hoặc giao một phó trưởng đoàn thay."
        )
        raise refused("leader-signs", detail, rule, at="/member")
    excused = SignatureExcused(command.member, command.reason)
    return [] if case.excused.get(command.member) == excused else [excused]


def require_signed(case: Drafted, rules_number: int) -> None:
    """Raise `Rejected` ("signatures-missing"), naming all who have not signed and are not excused,
    where the platform's rules of this number ask for signatures."""
    if rules_number < SINCE:
        return
    missing = [m.person for m in case.team.members if not case.settled(m.person)]
    refuse(
        "signatures-missing",
        [("", f"'{person}' chưa ký báo cáo.") for person in missing],
        teams.signed_by_all(),
    )
