"""Who writes in a register that somebody keeps: at which organisation the role must be held.

The id of such a stream begins with its owner's: `plannedlist-<office>_<year>`.
"""

from dataclasses import dataclass
from datetime import date

from libs.kernel.messages import Contract
from libs.log.entry import Recorded
from libs.rights.functions import concerned
from libs.rights.granting import covers
from libs.rights.held import Role
from libs.rights.offices import above, below, named
from libs.rights.reading import Read, folded, heard
from libs.rights.right import Register
from libs.rights.schools import school_of


@dataclass(frozen=True, slots=True)
class HelpRequested:
    """The stream's owner asked `office` for help."""

    office: str


@dataclass(frozen=True, slots=True)
class HelpForwarded:
    """The question passed on to `office`, which is to answer from then on."""

    office: str


HelpHeard = HelpRequested | HelpForwarded
HELP: Contract[HelpHeard] = Contract(HelpHeard)


def writes(register: Register, read: Read, role: Role, stream: str, on: date) -> bool:
    """Return whether who acts by `role` writes in `stream` on a day."""
    owner, org = school_of(stream), role.org
    match register:
        case "owner":
            return org == owner
        case "above":
            # Whoever keeps an office's register made the list for it; officers of the highest may.
            own = role.name == "administrator" and org == owner
            return not own and org in _above(read, owner, on)
        case "below":
            return org == owner or below(read, org, owner, on)
        case "in_charge":
            return org == _in_charge(read, stream)
        case "party":
            return org == owner or any(
                covers(read, role, office, on) for office in concerned(read, owner)
            )


def writers(register: Register, read: Read, stream: str, on: date) -> str:
    """Return how a refusal names those who write in `stream` on a day."""
    owner = school_of(stream)
    match register:
        case "owner":
            return named(read, owner, on)
        case "above":
            return " hoặc ".join(named(read, org, on) for org in _above(read, owner, on))
        case "below":
            return f"{named(read, owner, on)} hoặc đơn vị cấp dưới"
        case "in_charge":
            org = _in_charge(read, stream)
            return named(read, org, on) if org else "đơn vị được hỏi (chưa có đề nghị nào)"
        case "party":
            return f"{named(read, owner, on)} hoặc cơ quan có thẩm quyền đối với trường"


def _above(read: Read, owner: str, on: date) -> tuple[str, ...]:
    """Return the offices above the owner, the owner itself where none is."""
    return tuple(above(read, owner, on)) or (owner,)


def _in_charge(read: Read, stream: str) -> str | None:
    """Return the office that was asked last, None before anybody was."""
    return folded(read(stream)[stream], lambda: None, _asked)


def _asked(office: str | None, event: Recorded) -> str | None:
    for told in heard([event], HELP):
        office = told.office
    return office
