"""The platform's rules: adopting them rests on the stream alone."""

from libs.procedure import Procedure
from services.registry.domain.rules import AdoptRules, Command
from services.registry.events.rules import RulesAdopted, RulesEvent

PROCEDURE: Procedure[Command, int, RulesEvent] = Procedure({RulesAdopted: AdoptRules})
