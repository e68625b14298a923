"""The platform's rules: adopting them rests on the stream alone."""

from libs.engine.procedure import Procedure
from services.registry.adopted_rules.events import RulesAdopted, RulesEvent
from services.registry.adopted_rules.rules import Adopted, AdoptRules, Command

PROCEDURE: Procedure[Command, Adopted, RulesEvent] = Procedure({RulesAdopted: AdoptRules})
