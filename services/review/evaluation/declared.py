"""A team works once each of it has declared what they have to do with the school."""

from collections.abc import Sequence
from dataclasses import dataclass

from libs.kernel.problems import Rejected
from libs.law.standards import teams
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.report import AnswerReply, SendDraft, SubmitFinalReport
from services.review.evaluation.rules import decide_numbered
from services.review.evaluation.state import Evaluation, Surveying
from services.review.evaluation.survey import CloseSurvey, RecordFinding
from services.review.team.rules import UNTOLD, Team

SINCE = 3
"""Since which number of the platform's rules it is asked."""
TeamWork = RecordFinding | CloseSurvey | SendDraft | AnswerReply | SubmitFinalReport
"""The acts of a team at work."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a team's act rests on beside its case: the rules that hold, and what was declared."""

    rules: int
    made: Team = UNTOLD


def work(command: TeamWork, known: Work, evaluation: Evaluation) -> Sequence[EvaluationEvent]:
    """Return what a team's act brings about; none where it holds already.

    Raises `Rejected`: declarations-missing, declared-tie, and what the act itself does.
    """
    events = decide_numbered(command, known.rules, evaluation)
    if events and known.rules >= SINCE and isinstance(evaluation, Surveying):
        _check_declared(known.made, evaluation)
    return events


def _check_declared(made: Team, case: Surveying) -> None:
    people = [member.person for member in case.team.members]
    if silent := made.silent(people):
        detail = (
            f"Chưa khai quan hệ với trường: {_names(silent)}. Đoàn làm việc khi mọi thành viên đã "
            "khai; người không khai thì thay."
        )
        raise Rejected("declarations-missing", detail, rule=teams.declared_first())
    if tied := made.tied(people):
        detail = (
            f"Đã khai có quan hệ với trường: {_names(tied)}. Phải thay người, hoặc giám đốc quyết "
            "định giữ và nêu lý do nếu được giữ."
        )
        raise Rejected("declared-tie", detail, rule=teams.declared_first())


def _names(people: Sequence[str]) -> str:
    return ", ".join(f"'{person}'" for person in people)
