"""A school: who it is, where, since when; a module for each subject over one state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, assert_never

from libs.calendar import show
from libs.contract import Contract, Line, between, given, size
from libs.decider import Decider
from libs.errors import FieldError, Rejected
from libs.rights import Right
from services.registry.domain.school import changes
from services.registry.domain.school.changes import ChangeAreas, check_areas
from services.registry.domain.school.state import School, evolve
from services.registry.events.common import ADMIN, Areas, Email, Kind, Ownership, Phone
from services.registry.events.school import (
    Identifier,
    SchoolContactsChanged,
    SchoolEvent,
    SchoolOperationRecorded,
    SchoolRegistered,
)

__all__ = [
    "COMMANDS",
    "SCHOOL",
    "ChangeAreas",
    "ChangeContacts",
    "Command",
    "RecordOperation",
    "RegisterSchool",
]


@dataclass(frozen=True, slots=True)
class RegisterSchool:
    """Enter a school into the register of its province's log, which its largest area must be."""

    right: ClassVar[Right] = ADMIN
    name: Line
    kind: Kind
    ownership: Ownership
    areas: Areas
    address: Line
    sample: bool
    variant: Line | None = None
    phone: Phone | None = None
    email: Email | None = None
    identifiers: Annotated[tuple[Identifier, ...], size(0, 20)] = ()
    opened_on: date | None = None
    cohorts_completed: Annotated[int, between(0, 200)] | None = None
    log: str = given("log")
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ChangeContacts:
    """State a school's address, telephone and mail anew, all three."""

    right: ClassVar[Right] = ADMIN
    address: Line
    phone: Phone | None = None
    email: Email | None = None


@dataclass(frozen=True, slots=True)
class RecordOperation:
    """State since when a school operates and how many cohorts have completed its programme."""

    right: ClassVar[Right] = ADMIN
    opened_on: date | None
    cohorts_completed: Annotated[int, between(0, 200)] | None
    on: date = given("on")


Command = RegisterSchool | ChangeContacts | RecordOperation | changes.Command
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


def decide(command: Command, school: School) -> Sequence[SchoolEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: area-outside-log, area-twice, area-order, identifier-twice,
    opened-in-future, school-registered, school-not-registered.
    """
    match command:
        case RegisterSchool():
            return _register(command, school)
        case ChangeContacts(address, phone, email):
            school.require_registered()
            changed = SchoolContactsChanged(address, phone, email)
            return [] if changed == school.contacts else [changed]
        case RecordOperation(opened_on, cohorts_completed, on=on):
            school.require_registered()
            _refuse_future(opened_on, on)
            recorded = SchoolOperationRecorded(opened_on, cohorts_completed)
            return [] if recorded == school.operation else [recorded]
        case ChangeAreas():
            return changes.decide(command, school)
    assert_never(command)


def _register(command: RegisterSchool, school: School) -> Sequence[SchoolEvent]:
    registered = SchoolRegistered(
        name=command.name,
        kind=command.kind,
        ownership=command.ownership,
        areas=command.areas,
        address=command.address,
        identifiers=command.identifiers,
        sample=command.sample,
        variant=command.variant,
        phone=command.phone,
        email=command.email,
        opened_on=command.opened_on,
        cohorts_completed=command.cohorts_completed,
    )
    if school.registered == registered:
        return []
    if school.registered is not None:
        detail = f"Mã này đã dùng cho trường '{school.registered.name}' với nội dung khác."
        raise Rejected("school-registered", detail, rule="sổ đăng ký trường")
    if command.areas[-1] != command.log:
        detail = (
            f"Địa bàn cuối cùng của trường phải là tỉnh '{command.log}' của sổ này, "
            f"không phải '{command.areas[-1]}'."
        )
        error = FieldError(f"/areas/{len(command.areas) - 1}", "area-outside-log", detail)
        raise Rejected("area-outside-log", detail, "mỗi tỉnh một sổ", [error])
    check_areas(command.areas)
    known: set[tuple[str, str]] = set()
    for n, code in enumerate(command.identifiers):
        if (code.scheme, code.issuer) in known:
            detail = f"Trường có hai mã '{code.scheme}' do '{code.issuer}' cấp."
            error = FieldError(f"/identifiers/{n}", "identifier-twice", detail)
            raise Rejected("identifier-twice", detail, "mỗi loại mã một giá trị", [error])
        known.add((code.scheme, code.issuer))
    _refuse_future(command.opened_on, command.on)
    return [registered]


def _refuse_future(opened_on: date | None, on: date) -> None:
    if opened_on is not None and opened_on > on:
        detail = f"Ngày bắt đầu hoạt động {show(opened_on)} sau ngày ghi nhận {show(on)}."
        error = FieldError("/opened_on", "opened-in-future", detail)
        raise Rejected("opened-in-future", detail, "điều kiện hoạt động của trường", [error])


SCHOOL: Decider[Command, School, SchoolEvent] = Decider(School(), decide, evolve)
