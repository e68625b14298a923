"""What a command must know of others: read tables, streams -> small values of `domain`."""

from collections.abc import Callable, Mapping
from typing import Any

from libs.command_handler import Context
from libs.contract import Parsed
from libs.postgres import Cursor
from services.registry import in_charge
from services.registry.domain.help_request import AskForHelp, ForwardHelp
from services.registry.domain.planned_list import PlanFromLetter

Found = Mapping[str, Any]
Find = Callable[[Cursor, str, str, Mapping[str, Any]], Found]
"""(db, log, the stream's id, `on` and the command's own fields) -> what it asks for, by name."""


def facts(db: Cursor, log: str, stream: str, parsed: Parsed[Any], context: Context) -> Found:
    """Return what `parsed` asks for; raises TypeError where nothing is known that it could want."""
    find = _FIND.get(parsed.kind)
    if find is None:
        raise TypeError(f"{parsed.kind.__name__} asks for nothing known here: {set(parsed.needs)}")
    return find(db, log, stream.partition("-")[2], {"on": context.on, **parsed.values})


_FIND: dict[type, Find] = {
    PlanFromLetter: in_charge.entries,
    AskForHelp: in_charge.helper,
    ForwardHelp: in_charge.forwarded,
}
