"""Nominees: every act rests on the office's own stream."""

from libs.engine.procedure import Procedure
from services.registry.domain.nomination import (
    Command,
    NominatePerson,
    Nominations,
    WithdrawNomination,
)
from services.registry.events.nomination import (
    NominationEvent,
    NominationWithdrawn,
    PersonNominated,
)

PROCEDURE: Procedure[Command, Nominations, NominationEvent] = Procedure(
    {PersonNominated: NominatePerson, NominationWithdrawn: WithdrawNomination}
)
