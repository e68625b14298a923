"""By which rules of the platform a log is written: a number that rises when they become stricter.

A law that changes needs no number: its rules ask the day of the act. When the platform itself asks
more than before (a field that must be stated, a limit that is lowered), older acts were still right
when they were done. So the upgrade writes into each log that the new number holds from there on,
and a rule asks for the number at the position of the act, never for the version of the program:

    def known(ask: Ask, act: Act, command: FileReport) -> Known:
        return Known(rules_at(ask, act), ...)

    if known.rules >= 2 and command.address is None:
        raise refused(...)

A log that does not say holds by number 1.
"""

from dataclasses import dataclass

from libs.engine.procedure import Act, Ask, Fold
from libs.kernel.messages import Contract
from libs.kernel.problems import Unavailable

RULES = 2
"""The number of this program's rules; whoever makes a rule stricter raises it. A new log begins
with it (`Service.at_beginning`); `kiemdinh migrate` and `serve` tell those that are there.

2: a self-assessment opened from here on judges its criteria by an approved plan; a report reopened
from here on is late by the days of updates alone (`CycleReopened.own_days`).
"""
FIRST = 1


@dataclass(frozen=True, slots=True)
class RulesAdopted:
    """Registry: from here on the rules with this number hold in the log of the stream's id."""

    rules_number: int


RULES_ADOPTED: Fold[int] = Fold(
    "rules", Contract(RulesAdopted), FIRST, lambda _, event: int(event.rules_number)
)
"""What `rules_at` asks: a procedure whose suppliers call it declares this fold."""


def rules_at(ask: Ask, act: Act) -> int:
    """Return the number of the rules that hold in the act's log, as it stood just before it.

    Raises `Unavailable` ("program-outdated") where the log was told of rules that this program does
    not know: a process of the version before, which an upgrade has not replaced yet.
    """
    number = ask.fold(RULES_ADOPTED, act.log)
    if number > RULES:
        detail = f"Sổ đã theo bộ quy tắc số {number}; hãy chạy bản phần mềm mới hơn."
        raise Unavailable("program-outdated", detail)
    return number
