"""The rules of this program, told to a log that holds by older ones."""

from datetime import datetime, timedelta

from libs.engine import rules
from libs.engine.commands import Context
from libs.kernel.problems import Wire
from libs.law.calendar import VIETNAM
from libs.rights import OPERATOR


def adoption(log: str, instant: datetime) -> tuple[str, Wire, Context]:
    """Return the stream, the command and its context by which a log adopts this program's rules.

    The command has one id, so that whoever sends it again tells nothing twice.
    """
    id = f"rules/{rules.RULES}"
    on, deadline = instant.astimezone(VIETNAM).date(), instant + timedelta(minutes=1)
    wire = {"type": "AdoptRules", "data": {"rules_number": rules.RULES}}
    return f"rules-{log}", wire, Context(id, OPERATOR, on, id, deadline)
