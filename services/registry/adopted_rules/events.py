"""Which rules of the platform hold in a log."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Contract, between
from libs.rights import Right, Visibility
from services.registry.person.events import OPERATOR_ALONE

Number = Annotated[int, between(2, 9999)]
Days = Literal["given", "recorded"]
"""Whose the day of an act is: of who acts, as in a demonstration; of its recording."""


@dataclass(frozen=True, slots=True)
class RulesAdopted:
    """From here on the platform's rules with this number hold; before any, those of number 1.

    `days` says whether the log is a demonstration, in which acts may bear any day; None: as before.
    """

    story: ClassVar[str] = "Bộ quy tắc số {rules_number} của phần mềm có hiệu lực từ đây"

    right: ClassVar[Right] = OPERATOR_ALONE
    visibility: ClassVar[Visibility] = "public"

    rules_number: Number
    days: Days | None = None


RulesEvent = RulesAdopted
RULES_EVENTS: Contract[RulesEvent] = Contract(RulesEvent)
