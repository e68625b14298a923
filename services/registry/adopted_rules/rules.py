"""The platform's rules as a log adopts them: one stream, `rules-<log>`, written by the upgrade."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from libs.engine import rules
from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, given
from libs.kernel.problems import refused
from libs.rights import Right
from services.registry.adopted_rules.events import Days, Number, RulesAdopted
from services.registry.person.events import OPERATOR_ALONE

RULE = "bộ quy tắc của phần mềm chỉ tăng"


@dataclass(frozen=True, slots=True)
class AdoptRules:
    """Let the platform's rules with this number hold in the log from here on."""

    right: ClassVar[Right] = OPERATOR_ALONE
    rules_number: Number
    days: Days | None = None
    id: str = given("id")
    log: str = given("log")


Command = AdoptRules
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Adopted:
    """The number of the rules that hold, and whose the day of an act is; None: nothing is said."""

    number: int = rules.FIRST
    days: Days | None = None


def decide(command: AdoptRules, adopted: Adopted) -> Sequence[RulesAdopted]:
    """Return the adoption; none when it holds already.

    Raises `Rejected`: rules-id-differs, rules-fall, days-fall (a log whose days are those of
    recording has become a demonstration), rules-unknown (this program is older).
    """
    number = adopted.number
    if command.id != command.log:
        detail = f"Bộ quy tắc của tỉnh này ghi vào hồ sơ '{command.log}'."
        raise refused("rules-id-differs", detail, RULE)
    if command.rules_number == number and command.days in (None, adopted.days):
        return []
    if command.rules_number < number:
        detail = f"Sổ đã theo bộ quy tắc số {number}, không lùi về số {command.rules_number}."
        raise refused("rules-fall", detail, RULE, at="/rules_number")
    if adopted.days == "recorded" and command.days == "given":
        detail = "Sổ này ghi mỗi việc theo ngày ghi vào sổ; không đổi lại thành sổ chạy thử được."
        raise refused("days-fall", detail, RULE, at="/days")
    if command.rules_number > rules.RULES:
        detail = f"Phần mềm này chỉ biết các bộ quy tắc đến số {rules.RULES}; hãy dùng bản mới hơn."
        raise refused("rules-unknown", detail, RULE, at="/rules_number")
    return [RulesAdopted(command.rules_number, command.days)]


def evolve(adopted: Adopted, event: RulesAdopted) -> Adopted:
    """Return what holds after `event`."""
    return Adopted(event.rules_number, event.days or adopted.days)


ADOPTED: Decider[Command, Adopted, RulesAdopted] = Decider(Adopted(), decide, evolve)
