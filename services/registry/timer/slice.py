"""Days of letters, recorded by the clock when they come."""

from libs.engine.aggregate import Aggregate
from libs.engine.slices import Slice, Tables
from services.registry.timer import tables
from services.registry.timer.events import TIMER_EVENTS
from services.registry.timer.procedure import PROCEDURE
from services.registry.timer.rules import COMMANDS, TIMER

SLICE = Slice(
    aggregate=Aggregate("timer", TIMER, COMMANDS, TIMER_EVENTS, PROCEDURE),
    tables=(Tables(TIMER_EVENTS, tables.project),),
    timers=tables.due,
)
