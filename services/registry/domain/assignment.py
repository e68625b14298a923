"""Who holds a function in an area, for which kinds of school, from when to when.

Authorities change (districts ended on 01/07/2025), so who checks, decides or proposes is never a
constant: one stream for each function and area, `assignment-<function>_<area>`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, assert_never, get_args

from libs.calendar import show
from libs.contract import Contract, Id, Line, given
from libs.decider import Decider
from libs.errors import FieldError, Rejected
from libs.rights import Right
from services.registry.domain.offices import Offices, require
from services.registry.domain.terms import Term, refuse_empty
from services.registry.events.assignment import AssignmentEvent, FunctionAssigned, FunctionEnded
from services.registry.events.common import ADMIN, Function, Kinds

RULE = "phân công thẩm quyền theo ngày"


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
    offices: Offices = given("offices")


@dataclass(frozen=True, slots=True)
class EndFunction:
    """Take the function of this stream from `holder`; `ends` is its first day without it."""

    right: ClassVar[Right] = ADMIN
    holder: Id
    ends: date
    basis: Line


Command = AssignFunction | EndFunction
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Held(Term):
    """A term of the function: whose, and for which kinds of school."""

    holder: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Every term of the function in this area, those ended early with their true end."""

    given: tuple[FunctionAssigned, ...] = ()
    terms: tuple[Held, ...] = ()


def decide(command: Command, assignment: Assignment) -> Sequence[AssignmentEvent]:
    """Return the event `command` brings about; none when it already holds.

    Raises `Rejected`: function-unknown, term-empty, kind-twice, office-unknown, office-ended,
    function-overlaps, function-not-held.
    """
    match command:
        case AssignFunction():
            return _assign(command, assignment)
        case EndFunction(holder, ends, basis):
            own = [term for term in assignment.terms if term.holder == holder]
            if any(term.holds(ends) for term in own):
                return [FunctionEnded(holder, ends, basis)]
            if any(term.ends == ends for term in own):
                return []
            detail = f"Đơn vị '{holder}' không giữ chức năng này đến ngày {show(ends)}."
            error = FieldError("/holder", "function-not-held", detail)
            raise Rejected("function-not-held", detail, RULE, [error])
    assert_never(command)


def evolve(assignment: Assignment, event: AssignmentEvent) -> Assignment:
    """Return the assignment after `event`."""
    match event:
        case FunctionAssigned(holder, kinds, starts, _, ends):
            term = Held(starts, ends, holder, kinds)
            return Assignment((*assignment.given, event), (*assignment.terms, term))
        case FunctionEnded(holder, ends):
            terms = tuple(t.cut(ends) if t.holder == holder else t for t in assignment.terms)
            return replace(assignment, terms=terms)
    assert_never(event)


def _assign(command: AssignFunction, assignment: Assignment) -> Sequence[AssignmentEvent]:
    function, _, area = command.id.rpartition("_")
    if function not in get_args(Function) or not area.isdecimal():
        detail = f"'{command.id}' không ghép từ một chức năng và mã địa bàn."
        raise Rejected("function-unknown", detail, rule="ví dụ đúng: check_dossier_764")
    refuse_empty(command.starts, command.ends)
    if len(set(command.kinds)) < len(command.kinds):
        detail = "Một loại trường được ghi hai lần trong 'kinds'."
        error = FieldError("/kinds", "kind-twice", detail)
        raise Rejected("kind-twice", detail, RULE, [error])
    assigned = FunctionAssigned(
        command.holder, command.kinds, command.starts, command.basis, command.ends
    )
    term = Held(command.starts, command.ends, command.holder, command.kinds)
    if assigned in assignment.given and term in assignment.terms:
        return []
    require(command.offices, [command.holder], "/holder", command.starts)
    for other in assignment.terms:
        common = sorted(set(other.kinds) & set(command.kinds))
        if common and other.meets(term):
            detail = (
                f"Chức năng '{function}' tại địa bàn {area} cho {', '.join(common)} đã do "
                f"'{other.holder}' giữ {other}."
            )
            error = FieldError("/starts", "function-overlaps", detail)
            raise Rejected("function-overlaps", detail, RULE, [error])
    return [assigned]


ASSIGNMENT: Decider[Command, Assignment, AssignmentEvent] = Decider(Assignment(), decide, evolve)
