"""What a school or an office says by hand of its duties, `duty-<owner>_<year>`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, given
from libs.kernel.problems import refused
from libs.law.calendar import show, year_name
from libs.law.standards.fulfilments import BY_HAND, Fulfilment
from libs.rights import Right
from services.registry.duty.events import DutyAcknowledged, DutyAcknowledgementWithdrawn, DutyEvent
from services.registry.shared.owned import Owned, year_of
from services.registry.shared.owners import KEEPER, Reason

RULE = "sổ nhiệm vụ: việc nền tảng không tự biết thì ghi nhận kèm văn bản"


@dataclass(frozen=True, slots=True)
class AcknowledgeDuty(Owned):
    """Say with a paper that a duty of a letter is done, where nothing in the platform shows it."""

    right: ClassVar[Right] = KEEPER

    instruction: Id
    code: Line
    done_on: date
    paper: Line
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class WithdrawAcknowledgement(Owned):
    """Take back what was acknowledged."""

    right: ClassVar[Right] = KEEPER

    instruction: Id
    code: Line
    reason: Reason


Command = AcknowledgeDuty | WithdrawAcknowledgement
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")
Key = tuple[str, str]
"""A letter and the code of its duty."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the register knows of the duty: what fulfils it, None where the letter has none such.

    `theirs`: the letter asks it of such as the stream's owner; `year`: the letter's school year.
    """

    fulfilment: Fulfilment | None
    theirs: bool
    year: int | None


@dataclass(frozen=True, slots=True)
class Duties:
    """What stands acknowledged."""

    acknowledged: Mapping[Key, DutyAcknowledged] = field(default_factory=dict)


def acknowledge(
    command: AcknowledgeDuty, known: Asked, duties: Duties
) -> Sequence[DutyAcknowledged]:
    """Return that the duty is done; none when it was said just so.

    Raises `Rejected`: year-missing, duty-not-registered, duty-of-others, duty-of-other-year,
    duty-not-by-hand, done-in-future.
    """
    year = year_of(command)
    event = DutyAcknowledged(command.instruction, command.code, command.done_on, command.paper)
    if duties.acknowledged.get((command.instruction, command.code)) == event:
        return []
    if known.fulfilment is None:
        detail = f"Văn bản này không giao nhiệm vụ '{command.code}'."
        raise refused("duty-not-registered", detail, RULE, at="/code")
    if not known.theirs:
        detail = f"Nhiệm vụ '{command.code}' không giao cho đơn vị loại này."
        raise refused("duty-of-others", detail, RULE, at="/code")
    if known.year not in (None, year):
        assert known.year is not None
        detail = (
            f"Nhiệm vụ này thuộc năm học {year_name(known.year)}, không phải {year_name(year)}."
        )
        raise refused("duty-of-other-year", detail, RULE, at="/code")
    if known.fulfilment.code != BY_HAND:
        detail = f"Nhiệm vụ này tự chuyển sang đã làm khi: {known.fulfilment.title}."
        raise refused("duty-not-by-hand", detail, RULE, at="/code")
    if command.done_on > command.on:
        detail = f"Ngày {show(command.done_on)} chưa đến; chỉ ghi nhận việc đã làm."
        raise refused("done-in-future", detail, RULE, at="/done_on")
    return [event]


def decide(command: WithdrawAcknowledgement, duties: Duties) -> Sequence[DutyEvent]:
    """Return that it is taken back; raises `Rejected` (duty-not-acknowledged)."""
    if (command.instruction, command.code) not in duties.acknowledged:
        detail = f"Nhiệm vụ '{command.code}' chưa được ghi nhận."
        raise refused("duty-not-acknowledged", detail, RULE, at="/code")
    return [DutyAcknowledgementWithdrawn(command.instruction, command.code, command.reason)]


def evolve(duties: Duties, event: DutyEvent) -> Duties:
    """Return what stands after `event`."""
    key = (event.instruction, event.code)
    if isinstance(event, DutyAcknowledged):
        return Duties({**duties.acknowledged, key: event})
    return Duties({each: said for each, said in duties.acknowledged.items() if each != key})


DUTY: Decider[WithdrawAcknowledgement, Duties, DutyEvent] = Decider(Duties(), decide, evolve)
