"""The rules of this program, told to a log that holds by older ones."""

from libs.engine import rules
from libs.kernel.problems import Wire


def adoption(log: str, demonstration: bool) -> tuple[str, Wire, str]:
    """Return the stream, the command and its id by which a log adopts this program's rules.

    In a `demonstration` who acts may name the day; else it is that of recording. The command has
    one id, so that whoever sends it again tells nothing twice.
    """
    days = "given" if demonstration else "recorded"
    wire = {"type": "AdoptRules", "data": {"rules_number": rules.RULES, "days": days}}
    return f"rules-{log}", wire, f"rules/{rules.RULES}/{days}"
