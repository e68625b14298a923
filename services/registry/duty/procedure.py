"""Acknowledging rests on the letter as corrected, and on whether the owner is a school."""

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import SCHOOL
from libs.law.standards.fulfilments import fulfilment
from services.registry.duty.events import DutyAcknowledged, DutyAcknowledgementWithdrawn, DutyEvent
from services.registry.duty.rules import (
    AcknowledgeDuty,
    Asked,
    Command,
    Duties,
    WithdrawAcknowledgement,
    acknowledge,
)
from services.registry.instruction.letters import LETTER


def asked(ask: Ask, act: Act, command: AcknowledgeDuty) -> Asked:
    """Supply what the register knows of the duty."""
    letter = ask.fold(LETTER, command.instruction)
    duty = letter.duties.get(command.code)
    if duty is None:
        return Asked(None, theirs=False, year=None)
    school = bool(ask.fold(SCHOOL, act.school).kinds)
    how = fulfilment(duty.fulfilled_by, duty.concerns)
    return Asked(how, (duty.actor == "school") == school, letter.school_year)


PROCEDURE: Procedure[Command, Duties, DutyEvent] = Procedure(
    {
        DutyAcknowledged: AcknowledgeDuty,
        DutyAcknowledgementWithdrawn: WithdrawAcknowledgement,
    },
    needs=(Needs(AcknowledgeDuty, asked, acknowledge),),
    asks=(LETTER, SCHOOL),
)
