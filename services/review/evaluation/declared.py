"""A team works once each of it has declared what they have to do with the school; a council not
while somebody sits in it whom their own word keeps out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from libs.kernel.problems import Rejected
from libs.law.standards import teams
from services.review.agreement.state import Agreement, check_finding, require_followed
from services.review.evaluation import appraising, concluding
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.report import AnswerReply, SendDraft, SubmitFinalReport
from services.review.evaluation.rules import decide_numbered
from services.review.evaluation.state import Appraising, Evaluation, State, Surveying
from services.review.evaluation.survey import CloseSurvey, RecordFinding
from services.review.team.rules import UNTOLD, Team

SINCE = 3
"""Since which number of the platform's rules it is asked."""
BEFORE_DRAFT = (State.SURVEYING, State.SURVEYED)
"""While what members rated binds the team; afterwards it answers what the school objects to."""
TeamWork = RecordFinding | CloseSurvey | SendDraft | AnswerReply | SubmitFinalReport
"""The acts of a team at work."""
CouncilWork = appraising.Command | concluding.ConcludeAppraisal
"""The acts of an appraisal council at work."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a team's act rests on beside its case: the rules that hold, what was declared, and what
    the team came to where its members rated blind."""

    rules: int
    made: Team = UNTOLD
    agreement: Agreement = field(default_factory=Agreement)


def work(command: TeamWork, known: Work, evaluation: Evaluation) -> Sequence[EvaluationEvent]:
    """Return what a team's act brings about; none where it holds already.

    Raises `Rejected`: declarations-missing, declared-tie, what the act itself does, and where the
    members rated blind what `agreement.state` does.
    """
    events = decide_numbered(command, known.rules, evaluation)
    if events and known.rules >= SINCE and isinstance(evaluation, Surveying):
        check_declared(known.made, [member.person for member in evaluation.team.members])
    if events and isinstance(evaluation, Surveying):
        _check_agreed(command, known.agreement, evaluation)
    return events


def appraise(
    command: CouncilWork, known: Work, evaluation: Evaluation
) -> Sequence[EvaluationEvent]:
    """Return what a council's act brings about; none where it holds already.

    Raises `Rejected`: declared-tie, which is asked when it is formed too, and may be declared
    afterwards; and what the act itself does.
    """
    events: Sequence[EvaluationEvent]
    if isinstance(command, concluding.ConcludeAppraisal):
        events = concluding.decide(command, known.rules, evaluation)
    else:
        events = appraising.decide(command, evaluation)
    if events and known.rules >= SINCE and isinstance(evaluation, Appraising):
        _check_tied(known.made, [member.person for member in evaluation.council.members])
    return events


def _check_agreed(command: TeamWork, agreement: Agreement, case: Surveying) -> None:
    """Raise `Rejected` unless what the team writes before its draft is what it came to."""
    counts = agreement.of(case.registration.attempt)
    if isinstance(command, CloseSurvey | SendDraft):
        found = {each.criterion: each.judgements for each in case.findings}
        require_followed(case.rules, counts, found)
    elif isinstance(command, RecordFinding) and case.state in BEFORE_DRAFT:
        check_finding(case.rules, counts, command.criterion, command.judgements)


def check_declared(made: Team, people: Sequence[str]) -> None:
    """Raise `Rejected` (declarations-missing, declared-tie) unless people of a team may work in it,
    by what each of them said."""
    if silent := made.silent(people):
        detail = (
            f"Chưa khai quan hệ với trường: {_names(silent)}. Đoàn làm việc khi mọi thành viên đã "
            "khai; người không khai thì thay."
        )
        raise Rejected("declarations-missing", detail, rule=teams.declared_first())
    _check_tied(made, people)


def _check_tied(made: Team, people: Sequence[str]) -> None:
    if tied := made.tied(people):
        detail = (
            f"Đã khai có quan hệ với trường: {_names(tied)}. Phải thay người, hoặc giám đốc quyết "
            "định giữ và nêu lý do nếu được giữ."
        )
        raise Rejected("declared-tie", detail, rule=teams.declared_first())


def _names(people: Sequence[str]) -> str:
    return ", ".join(f"'{person}'" for person in people)
