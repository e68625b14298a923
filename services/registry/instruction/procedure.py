"""Official letters: a letter and all that it asks are one act, and so are the slips put right."""

from collections.abc import Sequence
from dataclasses import fields

from libs.engine.procedure import Act, Procedure
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
    Obligation,
    RegisterInstruction,
)

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


PROCEDURE: Procedure[Command, Instruction, InstructionEvent] = Procedure(
    {
        InstructionRegistered: _letter,
        InstructionCorrected: _corrected,
        InstructionWarningDismissed: DismissInstructionWarning,
    }
)
