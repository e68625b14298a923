"""The rules of an evaluation, a module per subject over one state.

`registration` plan, check, accept, withdraw · `filing` what a school files · `transfer` a running
case passes to another office · `survey` team and findings · `report` draft, reply, final report ·
`decisions` accreditation and national standard · `succession` the school merges, divides or closes
· `state` what they all remember.
"""

from collections.abc import Sequence
from typing import assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract
from services.review.evaluation import decisions, registration, report, succession, survey
from services.review.evaluation.events import EvaluationEvent
from services.review.evaluation.filing import SubmitRegistration
from services.review.evaluation.state import Empty, Evaluation, evolve
from services.review.evaluation.transfer import TransferCase

Plain = (
    registration.Command | survey.Command | report.Command | decisions.Command | succession.Command
)
"""The commands that rest on the case alone."""
Command = Plain | SubmitRegistration | TransferCase
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


def decide(command: Plain, evaluation: Evaluation) -> Sequence[EvaluationEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected` as the module of the command says.
    """
    if isinstance(command, registration.Command):
        return registration.decide(command, evaluation)
    if isinstance(command, survey.Command):
        return survey.decide(command, evaluation)
    if isinstance(command, report.Command):
        return report.decide(command, evaluation)
    if isinstance(command, decisions.Command):
        return decisions.decide(command, evaluation)
    if isinstance(command, succession.Command):
        return succession.decide(command, evaluation)
    assert_never(command)


EVALUATION: Decider[Plain, Evaluation, EvaluationEvent] = Decider(Empty(), decide, evolve)
