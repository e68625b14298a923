"""The rules of this program, told to each log that holds by older ones, before anything else is."""

from collections.abc import Callable
from datetime import UTC, datetime

from libs.engine import rules
from libs.engine.commands import by_operator
from libs.kernel.problems import Wire
from libs.log.entry import EventLog
from services.registry.adopted_rules.adoption import adoption
from services.registry.service import RegistryService

ADOPTED = {each.category: each for each in RegistryService.aggregates}["rules"]
Execute = Callable[[str, str, Wire, Wire], object]
"""What carries out a command of the registry: (log, stream, command, context)."""


def adopt(log: EventLog, execute: Execute, demonstration: bool) -> list[str]:
    """Let the rules of this program hold from here on in each log that holds by older ones.

    Where this is no `demonstration`, acts bear the day of their recording from here on.

    Returns the codes of the logs that were told; none where the number has not risen. Whoever
    starts at the same time tells them once: the command has one id.
    """
    told = []
    for code in log.logs() if rules.RULES > rules.FIRST else ():
        stream, wire, id = adoption(code, demonstration)
        held = ADOPTED.fold(log.read(code, stream)[stream])
        if held.number >= rules.RULES and (demonstration or held.days == "recorded"):
            continue
        if held.days == "recorded":
            # Once real, real for ever, also where somebody tries it out.
            stream, wire, id = adoption(code, demonstration=False)
        execute(code, stream, wire, by_operator(id, datetime.now(UTC)).to_wire())
        told.append(code)
    return told
