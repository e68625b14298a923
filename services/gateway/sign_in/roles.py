"""Roles in the log that sign-in depends on: who is an officer, whose account one may administer."""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from libs import rights
from libs.kernel.periods import Period
from libs.log.entry import EventLog
from libs.rights import NEWEST, OPERATOR, PROGRAM, REGISTERED, SCHOOL_ROLES, Read, Role, staff
from libs.rights.granting import covers
from libs.rights.held import proposals_of
from libs.rights.offices import gone, office
from libs.rights.owners import only_office
from libs.rights.separation import posts_of

ADMINISTRATOR = "administrator"
DECIDING = (ADMINISTRATOR, "director", "chair")
"""Roles that give roles or decide."""


class Roles:
    """Reads grants from each log of the installation; `logs` gives their codes."""

    def __init__(self, log: EventLog, logs: Callable[[], Sequence[str]]) -> None:
        self._log = log
        self._logs = logs

    def is_officer(self, actor: str, on: date) -> bool:
        """Return whether a role that `actor` has on a day, own or lent, is held at an office."""
        return any(role.name not in SCHOOL_ROLES for _, role in self.of(actor, on))

    def of(self, actor: str, on: date) -> list[tuple[str, Role]]:
        """Return the roles that `actor` has on a day, each with the code of its log."""
        return [
            (code, role)
            for code in self._logs()
            for role in rights.live_on(self._read(code), actor, on)
        ]

    def any_of(self, names: Collection[str], code: str, actor: str, on: date) -> bool:
        """Return whether `actor` has one of these roles in a log on a day, own or lent, anywhere.

        The operator has the role of that name and no other.
        """
        if actor == OPERATOR:
            return "operator" in names
        return any(role.name in names for role in rights.live_on(self._read(code), actor, on))

    def is_administrator(self, actor: str, on: date) -> bool:
        """Return whether `actor` administers an office of any log on a day."""
        return any(self._own(self._read(code), actor, on) for code in self._logs())

    def administers(self, actor: str, other: str, on: date) -> bool:
        """Return whether `actor` may keep the account of the person `other`, or a program's keys.

        `actor` must be an administrator who reaches, in each log, all that it says of `other`:
        every role held now or later, every open proposal of one, and the posts (where there are
        none, who entered the person). A role alone says too little, as any administrator can give
        one to any id. A person of whom no log has a post in reach, a program without a role: nobody
        but the operator knows who that is.
        """
        if not self.is_administrator(actor, on):
            return False
        known = False
        for read in map(self._read, self._logs()):
            own = self._own(read, actor, on)
            roles = _asked(read, other, on)
            posts = _posts(read, other)
            if not all(
                any(_reaches(read, mine, theirs, on) for mine in own) for theirs in roles
            ) or not all(
                any(staff.reaches(read, mine, org, on, NEWEST) for mine in own) for org in posts
            ):
                return False
            known |= bool(roles if other.startswith(PROGRAM) else posts)
        return known

    def decides(self, other: str, on: date) -> bool:
        """Return whether `other` has, will have or is proposed for a role that gives roles or
        decides: whose account is in hand has theirs, and is two where two are asked."""
        return any(
            role.name in DECIDING
            for code in self._logs()
            for role in _asked(self._read(code), other, on)
        )

    def decides_now(self, actor: str, on: date) -> bool:
        """Return whether `actor` has a role on a day, own or lent, that gives roles or decides."""
        return any(role.name in DECIDING for _, role in self.of(actor, on))

    def places(self, actor: str, on: date) -> tuple[str, ...]:
        """Return which roles `actor` has on a day: each log, office or school, name and reach."""
        held = {(code, role.org, role.name, role.scope) for code, role in self.of(actor, on)}
        return tuple("/".join(each) for each in sorted(held))

    def _own(self, read: Read, actor: str, on: date) -> list[Role]:
        """Return the roles by which `actor` administers; an office that has ended keeps nothing."""
        return [
            role
            for role in rights.live_on(read, actor, on)
            if role.name == ADMINISTRATOR and not _ended(read, role.org, on)
        ]

    def _read(self, code: str) -> Read:
        return lambda *streams: self._log.read(code, *streams)


def _ended(read: Read, org: str, on: date) -> bool:
    place = office(read, org, on)
    return place is not None and gone(place, on)


def _asked(read: Read, person: str, on: date) -> list[Role]:
    """Return the roles that a person has or will have, and those proposed and not answered."""
    stream = f"grant-{person[2:]}"
    held = [term.value for term in rights.held_by(read, person).meeting(Period(on))]
    proposed = (each.asked for each in proposals_of(read(stream)[stream]) if each.open)
    return held + [Role(each.role, each.org, each.scope) for each in proposed]


def _posts(read: Read, person: str) -> list[str]:
    """Return where the register says that a person works or worked, else who entered them."""
    stream = f"person-{person[2:]}"
    history = read(stream)[stream]
    entered = (str(e.envelope["org"]) for e in history if e.type == REGISTERED)
    return [taken.org for taken in posts_of(history)] or [o for o in entered if o != "operator"]


def _reaches(read: Read, own: Role, theirs: Role, on: date) -> bool:
    if theirs.name in SCHOOL_ROLES:
        return staff.reaches(read, own, theirs.org, on, NEWEST)
    return only_office(read, theirs.org) and covers(read, own, theirs.org, on)
