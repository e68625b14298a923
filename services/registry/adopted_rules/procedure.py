"""The platform's rules: adopting them rests on the stream alone."""

from libs.engine.procedure import Procedure
from services.registry.adopted_rules.events import RulesAdopted, RulesEvent
from services.registry.adopted_rules.rules import AdoptRules, Command

PROCEDURE: Procedure[Command, int, RulesEvent] = Procedure({RulesAdopted: AdoptRules})
