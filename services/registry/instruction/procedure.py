"""Official letters: a letter and all that it asks are one act, and so are the slips put right.

A letter is its issuer's, as the register has that office.
"""

from collections.abc import Sequence
from dataclasses import fields

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import OFFICE
from libs.engine.rules import rules_at
from libs.rights.offices import lawful_area
from libs.rights.reading import STRICT
from services.registry.instruction.events import (
    InstructionCorrected,
    InstructionEvent,
    InstructionRegistered,
    InstructionWarningDismissed,
    ObligationCreated,
)
from services.registry.instruction.rules import (
    Command,
    CorrectInstruction,
    Correction,
    DismissInstructionWarning,
    Instruction,
    Issuing,
    Obligation,
    RegisterInstruction,
    register,
)
from services.registry.shared import ids

_DUTY = tuple(each.name for each in fields(Obligation))
_LETTER = tuple(
    each.name for each in fields(RegisterInstruction) if each.name not in ("obligations", "on")
)


def _letter(
    events: Sequence[InstructionEvent], state: Instruction, act: Act
) -> RegisterInstruction:
    return RegisterInstruction(
        **{name: getattr(events[0], name) for name in _LETTER},
        obligations=tuple(
            Obligation(**{name: getattr(each, name) for name in _DUTY})
            for each in events
            if type(each) is ObligationCreated
        ),
        on=act.on,
    )


def _corrected(
    events: Sequence[InstructionEvent], state: Instruction, act: Act
) -> CorrectInstruction:
    said = [each for each in events if isinstance(each, InstructionCorrected)]
    return CorrectInstruction(
        tuple(Correction(each.path, each.value) for each in said), said[0].basis, on=act.on
    )


def issuing(ask: Ask, act: Act, command: RegisterInstruction) -> Issuing:
    """Supply whether the id is free, and the issuer as the register has it."""
    id = ids.new_id(ask, act)
    if rules_at(ask, act) < STRICT:
        return Issuing(id)
    issuer = ask.fold(OFFICE, command.issuer)
    names = frozenset(each.value for each in issuer.names)
    return Issuing(id, names, lawful_area(ask.read, command.issuer, act.on))


PROCEDURE: Procedure[Command, Instruction, InstructionEvent] = Procedure(
    {
        InstructionRegistered: _letter,
        InstructionCorrected: _corrected,
        InstructionWarningDismissed: DismissInstructionWarning,
    },
    needs=(Needs(RegisterInstruction, issuing, register),),
    asks=(OFFICE, *ids.ASKS),
)
