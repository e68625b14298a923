"""Who has which role, who asked for it and who confirmed it, and who acts in whose place."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from libs.kernel.messages import Actor, Contract, Id, Line, Remark, between
from libs.rights import DELEGABLE, Handing, Right
from services.registry.shared.fields import ForOfficers

GIVER = Handing(("operator", "administrator", "principal"), "give")
"""The operator; of a school's roles its administrator; of its council the principal."""
PROPOSER = Handing(("administrator",), "propose")
CONFIRMER = Handing(("administrator",), "confirm")
DECLINER = Handing(("administrator",), "decline")
WITHDRAWER = Handing(GIVER.roles, "withdraw")
LENDER = Handing(DELEGABLE, "delegate")
LENDING_ENDER = Handing((*DELEGABLE, "administrator", "operator"), "end_delegation")

Role = Literal[
    "administrator",
    "principal",
    "council_member",
    "officer",
    "director",
    "chair",
    "evaluator",
    "operator",
    "system",
]
Scope = Literal["own", "subtree"]
"""A grant holds at its office alone, or at those below it too, as they stand on the day."""
Number = Annotated[int, between(1, 10_000)]
"""The number of a proposal among those for the stream's person, from 1."""


@dataclass(frozen=True, slots=True)
class GrantGiven(ForOfficers):
    """The stream's person received a role at an office or a school."""

    right: ClassVar[Right] = GIVER
    story: ClassVar[str] = "Cấp vai trò {role} tại {org} từ ngày {starts}, theo {basis}"

    role: Role
    org: Id
    starts: date
    basis: Line
    ends: date | None = None
    scope: Scope = "own"


@dataclass(frozen=True, slots=True)
class GrantProposed(ForOfficers):
    """Somebody asked that the stream's person receive a role; nothing is held yet."""

    right: ClassVar[Right] = PROPOSER
    story: ClassVar[str] = "Đề nghị cấp vai trò {role} tại {org} từ ngày {starts}, theo {basis}"

    role: Role
    org: Id
    starts: date
    basis: Line
    ends: date | None = None
    scope: Scope = "own"


@dataclass(frozen=True, slots=True)
class GrantConfirmed(ForOfficers):
    """Somebody else confirmed proposal number `proposal`: the role is held from `starts` on.

    `starts` is the day proposed, or that of the confirmation where it is later.
    """

    right: ClassVar[Right] = CONFIRMER
    story: ClassVar[str] = "Xác nhận đề nghị số {proposal}: {role} tại {org} từ ngày {starts}"

    proposal: Number
    role: Role
    org: Id
    starts: date
    basis: Line
    ends: date | None = None
    scope: Scope = "own"


@dataclass(frozen=True, slots=True)
class GrantDeclined(ForOfficers):
    """Proposal number `proposal` is not confirmed and will not be."""

    right: ClassVar[Right] = DECLINER
    story: ClassVar[str] = "Không xác nhận đề nghị số {proposal}: {reason}"

    proposal: Number
    reason: Remark


@dataclass(frozen=True, slots=True)
class GrantWithdrawn(ForOfficers):
    """The stream's person no longer has this role there."""

    right: ClassVar[Right] = WITHDRAWER
    story: ClassVar[str] = "Thôi vai trò {role} tại {org} từ ngày {ends}, theo {basis}"

    role: Role
    org: Id
    ends: date
    basis: Line


@dataclass(frozen=True, slots=True)
class RightDelegated(ForOfficers):
    """The stream's person may act in `holder`'s role (ký thay, thừa ủy quyền) until `ends`."""

    right: ClassVar[Right] = LENDER
    story: ClassVar[str] = (
        "{holder} ủy quyền vai trò {role} tại {org} từ ngày {starts} đến trước ngày {ends}, "
        "theo {basis}"
    )

    holder: Actor
    role: Role
    org: Id
    starts: date
    ends: date
    basis: Line


@dataclass(frozen=True, slots=True)
class DelegationEnded(ForOfficers):
    """The stream's person no longer acts for `holder` in this role; `ends` is the first day."""

    right: ClassVar[Right] = LENDING_ENDER
    story: ClassVar[str] = "Thôi ủy quyền của {holder} về vai trò {role} tại {org} từ ngày {ends}"

    holder: Actor
    role: Role
    org: Id
    ends: date
    basis: Line


GrantEvent = (
    GrantGiven
    | GrantProposed
    | GrantConfirmed
    | GrantDeclined
    | GrantWithdrawn
    | RightDelegated
    | DelegationEnded
)
GRANT_EVENTS: Contract[GrantEvent] = Contract(GrantEvent)
