"""The rules of a self-assessment cycle (J1), a module per subject over one state.

`opening` · `council` who sits in it · `groups` who owns which criterion · `plan` · `elements` of
indicators · `sheet` of a criterion · `texts` of standards and parts · `carry_over` from an earlier
cycle · `votes`, `confirmation`, `approval` by the council · `faults` all that is wrong ·
`submission` to the office · `course` reopening, giving up, closing · `papers` the days that count ·
`state` what they all remember.

A cycle stays under the rule-set revision in force on the day it opened, by hash. What the procedure
asks after the plan (owners, confirmation, completion) holds once a plan is approved, which a cycle
opened under the platform's rules number 2 does before any criterion is judged.
"""

from collections.abc import Sequence
from typing import assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract
from services.assessment.cycle import course
from services.assessment.cycle.approval import ApproveReport, CommentReport, comment
from services.assessment.cycle.carry_over import CarryOver
from services.assessment.cycle.confirmation import CompleteReport, ConfirmCriteria, complete
from services.assessment.cycle.council import AppointCouncil, appoint
from services.assessment.cycle.elements import PinGuidance, TickElements, pin, tick
from services.assessment.cycle.events import CycleEvent
from services.assessment.cycle.groups import FormGroups, HandOverCriteria, form, hand_over
from services.assessment.cycle.opening import OpenCycle
from services.assessment.cycle.plan import ApprovePlan, approve_plan
from services.assessment.cycle.sheet import RecordSheet
from services.assessment.cycle.state import Cycle, Unopened, evolve
from services.assessment.cycle.submission import (
    AcknowledgeReport,
    PublishReport,
    SubmitReport,
    acknowledge,
    publish,
)
from services.assessment.cycle.texts import RecordReportPart, RecordStandard
from services.assessment.cycle.votes import CastVote, cast

Plain = (
    PinGuidance
    | AppointCouncil
    | FormGroups
    | HandOverCriteria
    | ApprovePlan
    | TickElements
    | CastVote
    | CompleteReport
    | CommentReport
    | PublishReport
    | AcknowledgeReport
)
"""The commands that rest on the cycle alone."""
Command = (
    Plain
    | OpenCycle
    | RecordSheet
    | RecordStandard
    | RecordReportPart
    | CarryOver
    | ConfirmCriteria
    | ApproveReport
    | SubmitReport
    | course.ReopenForUpdate
    | course.AbandonCycle
    | course.CloseCycle
)
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


def decide(command: Plain, cycle: Cycle) -> Sequence[CycleEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected` as the function that each command is given to.
    """
    match command:
        case PinGuidance():
            return pin(command, cycle)
        case AppointCouncil():
            return appoint(command, cycle)
        case FormGroups():
            return form(command, cycle)
        case HandOverCriteria():
            return hand_over(command, cycle)
        case ApprovePlan():
            return approve_plan(command, cycle)
        case TickElements():
            return tick(command, cycle)
        case CastVote():
            return cast(command, cycle)
        case CompleteReport():
            return complete(command, cycle)
        case CommentReport():
            return comment(command, cycle)
        case PublishReport():
            return publish(command, cycle)
        case AcknowledgeReport():
            return acknowledge(command, cycle)
    assert_never(command)


CYCLE: Decider[Plain, Cycle, CycleEvent] = Decider(Unopened(), decide, evolve)
