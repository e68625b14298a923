"""The rules of an evaluation, a module per subject over one state.

`planned` the offices' lists · `filing`, `submitting` what a school files · `registration` check,
accept, withdraw · `desk_receipt` the file number of the one-stop desk · `transfer` a running case
passes to another office · `survey` team and findings · `council`, `appraising`, `concluding` the
same by a council of the Sở (TT 57/2026) · `report` draft, reply, final report · `signing` by each
member · `silence` a reply that does not come · `terms` days that the office sets · `discontinuing`
a case that does not go on · `decisions` accreditation and national standard · `succession` the
school merges, divides or closes · `state` what they all remember.
"""

from collections.abc import Sequence
from typing import assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract
from services.review.evaluation import (
    appraising,
    concluding,
    decisions,
    registration,
    report,
    signing,
    succession,
    survey,
)
from services.review.evaluation.council import FormCouncil
from services.review.evaluation.desk_receipt import RecordDeskReceipt, receive
from services.review.evaluation.discontinuing import DiscontinueEvaluation, discontinue
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.filing import SubmitRegistration
from services.review.evaluation.registration import PlanEvaluation
from services.review.evaluation.report import DeemAgree
from services.review.evaluation.silence import RecordSilence, ReopenReply, record, reopen
from services.review.evaluation.state import Empty, Evaluation, evolve
from services.review.evaluation.terms import SetTerm, set_term
from services.review.evaluation.transfer import TransferCase

Silence = DeemAgree | RecordSilence | ReopenReply
Plain = (
    registration.Plain
    | RecordDeskReceipt
    | Silence
    | SetTerm
    | signing.Command
    | succession.Command
)
"""The commands that rest on the case alone."""
Numbered = (
    PlanEvaluation | DiscontinueEvaluation | survey.Working | report.Dated | concluding.Command
)
"""Those that also rest on the number of the platform's rules."""
Lawful = registration.Looking | survey.Setting | decisions.Command
"""Those that rest on what `lawful` asks beside."""
Command = (
    Plain | Numbered | Lawful | SubmitRegistration | TransferCase | FormCouncil | appraising.Command
)
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


def decide(command: Plain, evaluation: Evaluation) -> Sequence[EvaluationEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected` as the module of the command says.
    """
    if isinstance(command, registration.Plain):
        return registration.decide(command, evaluation)
    if isinstance(command, RecordDeskReceipt):
        return receive(command, evaluation)
    if isinstance(command, DeemAgree):
        return report.deem(command, evaluation)
    if isinstance(command, RecordSilence):
        return record(command, evaluation)
    if isinstance(command, ReopenReply):
        return reopen(command, evaluation)
    if isinstance(command, SetTerm):
        return set_term(command, evaluation)
    if isinstance(command, signing.Command):
        return signing.decide(command, evaluation)
    if isinstance(command, succession.Command):
        return succession.decide(command, evaluation)
    assert_never(command)


def decide_numbered(
    command: Numbered, rules_number: int, evaluation: Evaluation
) -> Sequence[EvaluationEvent]:
    """Return the events `command` brings about by the platform's rules of this number.

    Raises `Rejected` as the module of the command says.
    """
    if isinstance(command, PlanEvaluation):
        return registration.plan(command, rules_number, evaluation)
    if isinstance(command, DiscontinueEvaluation):
        return discontinue(command, rules_number, evaluation)
    if isinstance(command, survey.Working):
        return survey.decide(command, rules_number, evaluation)
    if isinstance(command, concluding.Command):
        return concluding.decide(command, rules_number, evaluation)
    if isinstance(command, report.Dated):
        return report.write(command, rules_number, evaluation)
    assert_never(command)


EVALUATION: Decider[Plain, Evaluation, EvaluationEvent] = Decider(Empty(), decide, evolve)
