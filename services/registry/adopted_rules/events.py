"""Which rules of the platform hold in a log."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from libs.kernel.messages import Contract, between
from libs.rights import Right, Visibility
from services.registry.person.events import OPERATOR_ALONE

Number = Annotated[int, between(2, 9999)]


@dataclass(frozen=True, slots=True)
class RulesAdopted:
    """From here on the platform's rules with this number hold; before any, those of number 1."""

    story: ClassVar[str] = "Bộ quy tắc số {rules_number} của phần mềm có hiệu lực từ đây"

    right: ClassVar[Right] = OPERATOR_ALONE
    visibility: ClassVar[Visibility] = "public"

    rules_number: Number


RulesEvent = RulesAdopted
RULES_EVENTS: Contract[RulesEvent] = Contract(RulesEvent)
