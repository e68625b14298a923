"""Who holds a function in an area, for which kinds of school, from when to when.

Authorities change (districts ended on 01/07/2025), so who checks, decides or proposes is never a
constant: one stream for each function and area, `assignment-<function>_<area>`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never, get_args

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, given
from libs.kernel.periods import During, Period, Timeline
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import show
from libs.law.standards import authorities
from libs.rights import Right
from services.registry.assignment.events import AssignmentEvent, FunctionAssigned, FunctionEnded
from services.registry.shared.fields import ADMIN, Function, Kinds
from services.registry.shared.offices import Offices, require
from services.registry.shared.periods import ended, refuse_empty, told

RULE = "phân công thẩm quyền theo ngày"
BY_LAW_SINCE = 3
"""The rules from which on an office is assigned only what the law lets such offices have."""


@dataclass(frozen=True, slots=True)
class AssignFunction:
    """Let `holder` have the function of this stream from `starts` to the day before `ends`.

    `correct_diplomas` is about the diplomas that the office of the stream's area issued.
    """

    right: ClassVar[Right] = ADMIN
    holder: Id
    kinds: Kinds
    starts: date
    basis: Line
    ends: date | None = None
    id: str = given("id")


@dataclass(frozen=True, slots=True)
class EndFunction:
    """Take the function of this stream from `holder`; `ends` is its first day without it."""

    right: ClassVar[Right] = ADMIN
    holder: Id
    ends: date
    basis: Line


Command = AssignFunction | EndFunction
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


Assignment = Timeline[FunctionAssigned]
"""Who was assigned the function in this area, and when they hold it."""


def decide(command: EndFunction, assignment: Assignment) -> Sequence[AssignmentEvent]:
    """Return the end of a function; none when it ends then already.

    Raises `Rejected` ("not-assigned").
    """
    holder, ends = command.holder, command.ends
    detail = f"Đơn vị '{holder}' không giữ chức năng này đến ngày {show(ends)}."
    refusal = refused("not-assigned", detail, RULE, at="/holder")
    own = assignment.periods(lambda each: each.holder == holder)
    return ended(FunctionEnded(holder, ends, command.basis), own, ends, refusal)


def evolve(assignment: Assignment, event: AssignmentEvent) -> Assignment:
    """Return the assignment after `event`."""
    match event:
        case FunctionAssigned():
            return assignment.begin(event, Period(event.starts, event.ends))
        case FunctionEnded(holder, ends):
            return assignment.end(lambda each: each.holder == holder, ends)
    assert_never(event)


@dataclass(frozen=True, slots=True)
class Holder:
    """What an assignment rests on: the rules that hold, and the office that is to have it."""

    rules: int
    offices: Offices
    kind: str = ""
    area: str = ""


def assign(
    command: AssignFunction, known: Holder, assignment: Assignment
) -> Sequence[FunctionAssigned]:
    """Return the assignment; none when it stands so already.

    Raises `Rejected`: function-unknown, term-empty, kind-twice, office-unknown, office-ended,
    function-overlaps; from rules number 3 on authority-not-by-law, asked of the first day.
    """
    function, _, area = command.id.rpartition("_")
    if function not in get_args(Function) or not area.isdecimal():
        detail = f"'{command.id}' không ghép từ một chức năng và mã địa bàn."
        raise Rejected("function-unknown", detail, rule="ví dụ đúng: check_dossier_764")
    period = Period(command.starts, command.ends)
    refuse_empty(period)
    if len(set(command.kinds)) < len(command.kinds):
        detail = "Một loại trường được ghi hai lần trong 'kinds'."
        raise refused("kind-twice", detail, RULE, at="/kinds")
    assigned = FunctionAssigned(
        command.holder, command.kinds, command.starts, command.basis, command.ends
    )
    if During(assigned, period) in assignment.told:
        return []
    require(known.offices, [command.holder], "/holder", command.starts)
    if known.rules >= BY_LAW_SINCE:
        authorities.require(function, known.kind, known.area, command.starts, "/holder")
    for other in assignment.meeting(period):
        common = sorted(set(other.value.kinds) & set(command.kinds))
        if common:
            detail = (
                f"Chức năng '{function}' tại địa bàn {area} cho {', '.join(common)} đã do "
                f"'{other.value.holder}' giữ {told(other.period)}."
            )
            raise refused("function-overlaps", detail, RULE, at="/starts")
    return [assigned]


ASSIGNMENT: Decider[EndFunction, Assignment, AssignmentEvent] = Decider(Timeline(), decide, evolve)
