"""A school: who it is, where, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, assert_never

from libs.calendar import show
from libs.contract import Contract, Line, between, given, size
from libs.decider import Decider
from libs.errors import FieldError, Rejected
from libs.rights import Right
from services.registry.events.common import ADMIN, Area, Email, Kind, Ownership, Phone
from services.registry.events.school import (
    Identifier,
    SchoolContactsChanged,
    SchoolEvent,
    SchoolOperationRecorded,
    SchoolRegistered,
)


@dataclass(frozen=True, slots=True)
class RegisterSchool:
    """Enter a school into the register of its province's log, which its largest area must be."""

    right: ClassVar[Right] = ADMIN
    name: Line
    kind: Kind
    ownership: Ownership
    areas: Annotated[tuple[Area, ...], size(1, 4)]
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


Command = RegisterSchool | ChangeContacts | RecordOperation
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class School:
    """What the register holds: the first entry, and contacts and operation as they are now."""

    registered: SchoolRegistered | None = None
    contacts: SchoolContactsChanged | None = None
    operation: SchoolOperationRecorded | None = None


def decide(command: Command, school: School) -> Sequence[SchoolEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: area-outside-log, area-twice, identifier-twice, opened-in-future,
    school-registered, school-not-registered.
    """
    match command:
        case RegisterSchool():
            return _register(command, school)
        case ChangeContacts(address, phone, email):
            _require_registered(school)
            changed = SchoolContactsChanged(address, phone, email)
            return [] if changed == school.contacts else [changed]
        case RecordOperation(opened_on, cohorts_completed, on=on):
            _require_registered(school)
            _refuse_future(opened_on, on)
            recorded = SchoolOperationRecorded(opened_on, cohorts_completed)
            return [] if recorded == school.operation else [recorded]
    assert_never(command)


def evolve(school: School, event: SchoolEvent) -> School:
    """Return the school after `event`."""
    match event:
        case SchoolRegistered():
            return School(
                event,
                SchoolContactsChanged(event.address, event.phone, event.email),
                SchoolOperationRecorded(event.opened_on, event.cohorts_completed),
            )
        case SchoolContactsChanged():
            return School(school.registered, event, school.operation)
        case SchoolOperationRecorded():
            return School(school.registered, school.contacts, event)
    assert_never(event)


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
    if len(set(command.areas)) < len(command.areas):
        detail = "Một địa bàn được ghi hai lần trong 'areas'."
        error = FieldError("/areas", "area-twice", detail)
        raise Rejected("area-twice", detail, "địa bàn từ nhỏ đến lớn", [error])
    known: set[tuple[str, str]] = set()
    for n, code in enumerate(command.identifiers):
        if (code.scheme, code.issuer) in known:
            detail = f"Trường có hai mã '{code.scheme}' do '{code.issuer}' cấp."
            error = FieldError(f"/identifiers/{n}", "identifier-twice", detail)
            raise Rejected("identifier-twice", detail, "mỗi loại mã một giá trị", [error])
        known.add((code.scheme, code.issuer))
    _refuse_future(command.opened_on, command.on)
    return [registered]


def _require_registered(school: School) -> None:
    if school.registered is None:
        detail = "Trường này chưa có trong sổ đăng ký."
        raise Rejected("school-not-registered", detail, rule="sổ đăng ký trường")


def _refuse_future(opened_on: date | None, on: date) -> None:
    if opened_on is not None and opened_on > on:
        detail = f"Ngày bắt đầu hoạt động {show(opened_on)} sau ngày ghi nhận {show(on)}."
        error = FieldError("/opened_on", "opened-in-future", detail)
        raise Rejected("opened-in-future", detail, "điều kiện hoạt động của trường", [error])


SCHOOL: Decider[Command, School, SchoolEvent] = Decider(School(), decide, evolve)
