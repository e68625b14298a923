"""Who has which role."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from libs.contract import Contract, Id, Line
from services.registry.events.common import ForOfficers


@dataclass(frozen=True, slots=True)
class GrantGiven(ForOfficers):
    """The stream's person received a role at an office or a school."""

    story: ClassVar[str] = "Cấp vai trò {role} tại {org} từ ngày {starts}, theo {basis}"

    role: Line
    org: Id
    starts: date
    basis: Line
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class GrantWithdrawn(ForOfficers):
    """The stream's person no longer has this role there."""

    story: ClassVar[str] = "Thôi vai trò {role} tại {org} từ ngày {ends}, theo {basis}"

    role: Line
    org: Id
    ends: date
    basis: Line


GrantEvent = GrantGiven | GrantWithdrawn
GRANT_EVENTS: Contract[GrantEvent] = Contract(GrantEvent)
