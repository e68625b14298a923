"""A day comes by the letter as it counts then: an audit asks the same of it."""

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.law.calendar.deadlines import deadlines
from services.registry.instruction.letters import LETTER
from services.registry.timer.events import DeadlineReached
from services.registry.timer.rules import Command, Known, ReachDeadline, Reached, reach


def known(ask: Ask, act: Act, command: ReachDeadline) -> Known:
    """Supply the deadlines of the duty in the stream's school year, none for no such duty."""
    instruction, _, year = act.id.rpartition("_")
    letter = ask.fold(LETTER, instruction)
    duty = letter.duties.get(command.code)
    if duty is None or not letter.entered or not year.isdecimal():
        return Known((), act.on)
    if letter.school_year not in (None, int(year)):
        return Known((), act.on)
    return Known(deadlines(duty, "", int(year)), act.on)


PROCEDURE: Procedure[Command, Reached, DeadlineReached] = Procedure(
    {DeadlineReached: ReachDeadline},
    needs=(Needs(ReachDeadline, known, reach),),
    asks=(LETTER,),
    timed=(DeadlineReached,),
)
