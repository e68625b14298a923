"""By which rules of the platform a log goes on."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Slice
from services.registry.adopted_rules.events import RULES_EVENTS
from services.registry.adopted_rules.procedure import PROCEDURE
from services.registry.adopted_rules.rules import ADOPTED, COMMANDS

SLICE = Slice(aggregate=Aggregate("rules", ADOPTED, COMMANDS, RULES_EVENTS, PROCEDURE))
