"""Letters as others in the registry know them: their duties as they count now, and their year."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from libs.engine.procedure import Fold
from libs.kernel.messages import Contract
from services.registry.instruction.events import (
    Duty,
    InstructionRegistered,
    ObligationCorrected,
    ObligationCreated,
)

Heard = InstructionRegistered | ObligationCreated | ObligationCorrected


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's school year, and its duties by code as they count now; `entered`: there is one."""

    entered: bool = False
    school_year: int | None = None
    duties: Mapping[str, Duty] = field(default_factory=dict)


def _learn(letter: Letter, event: Heard) -> Letter:
    if isinstance(event, InstructionRegistered):
        return replace(letter, entered=True, school_year=event.school_year)
    return replace(letter, duties={**letter.duties, event.code: event})


LETTER: Fold[Letter] = Fold("instruction", Contract(Heard), Letter(), _learn)
