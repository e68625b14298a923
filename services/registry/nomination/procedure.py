"""Nominees: every act rests on the office's own stream."""

from libs.engine.procedure import Procedure
from services.registry.nomination.events import (
    NominationEvent,
    NominationWithdrawn,
    PersonNominated,
)
from services.registry.nomination.rules import (
    Command,
    NominatePerson,
    Nominations,
    WithdrawNomination,
)

PROCEDURE: Procedure[Command, Nominations, NominationEvent] = Procedure(
    {PersonNominated: NominatePerson, NominationWithdrawn: WithdrawNomination}
)
