"""A school: who it is, where, since when, what became of it; a module a subject over one state.

`changes` what changes with time · `codes` identifiers · `campuses` · `succession` what mergers,
divisions and closures mean for it · `state` what they all remember.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Line, given
from libs.kernel.problems import Rejected, refused
from libs.law import areas
from libs.rights import Right
from services.registry.school import campuses, changes, codes, succession
from services.registry.school.changes import (
    ChangeAreas,
    ChangeContacts,
    ChangeKind,
    ChangeOwnership,
    ChangeVariant,
    MoveSchool,
    RecordOperation,
    RenameSchool,
    check_areas,
    check_education_stages,
    refuse_future,
)
from services.registry.school.events import (
    Cohorts,
    Identifiers,
    SchoolEvent,
    SchoolRegistered,
)
from services.registry.school.state import School, evolve
from services.registry.shared.fields import (
    ADMIN,
    Areas,
    EducationStages,
    Email,
    Kind,
    Ownership,
    Phone,
)
from services.registry.shared.ids import NewId

__all__ = [
    "COMMANDS",
    "SCHOOL",
    "ChangeAreas",
    "ChangeContacts",
    "ChangeKind",
    "ChangeOwnership",
    "ChangeVariant",
    "Command",
    "MoveSchool",
    "RecordOperation",
    "RegisterSchool",
    "RenameSchool",
]


@dataclass(frozen=True, slots=True)
class RegisterSchool:
    """Enter a school into the register of its province's log, which its largest area must be.

    Since 01/07/2025 that may be the province which the log's own went into. `education_stages`
    are the stages (cấp học) of a school of many.
    """

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
    identifiers: Identifiers = ()
    opened_on: date | None = None
    cohorts_completed: Cohorts | None = None
    education_stages: EducationStages = ()
    log: str = given("log")
    on: date = given("on")


Plain = changes.Command | codes.Command | campuses.Command | succession.Command
"""The commands that rest on the school alone."""
Command = RegisterSchool | Plain
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


def decide(command: Plain, school: School) -> Sequence[SchoolEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected` as the module of the command says.
    """
    if isinstance(command, changes.Command):
        return changes.decide(command, school)
    if isinstance(command, codes.Command):
        return codes.decide(command, school)
    if isinstance(command, campuses.Command):
        return campuses.decide(command, school)
    if isinstance(command, succession.Command):
        return succession.decide(command, school)
    assert_never(command)


def register(command: RegisterSchool, id: NewId, school: School) -> Sequence[SchoolEvent]:
    """Return the entry; none when it stands so already.

    Raises `Rejected`: area-outside-log, area-twice, area-order, identifier-twice,
    education-stage-twice, education-stages-mismatch, date-in-future, school-registered, and as
    `NewId.check`.
    """
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
        education_stages=command.education_stages,
    )
    if school.registered == registered:
        return []
    if school.registered is not None:
        detail = f"Mã này đã dùng cho trường '{school.registered.name}' với nội dung khác."
        raise Rejected("school-registered", detail, rule="sổ đăng ký trường")
    if command.areas[-1] not in _provinces(command.log, command.on):
        detail = (
            f"Địa bàn cuối cùng của trường phải là tỉnh '{command.log}' của sổ này, "
            f"không phải '{command.areas[-1]}'."
        )
        raise refused(
            "area-outside-log", detail, "mỗi tỉnh một sổ", at=f"/areas/{len(command.areas) - 1}"
        )
    check_areas(command.areas)
    check_education_stages(command.kind, command.education_stages)
    codes.check(command.identifiers, "/identifiers")
    refuse_future(command.opened_on, command.on)
    id.check()
    return [registered]


def _provinces(log: str, on: date) -> tuple[str, ...]:
    """Return the provinces in which schools of `log` lie: its own, and what it became."""
    return (log, *areas.successors(log)) if on >= areas.REFORM else (log,)


SCHOOL: Decider[Plain, School, SchoolEvent] = Decider(School(), decide, evolve)
