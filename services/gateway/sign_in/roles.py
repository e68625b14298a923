"""Roles in the log that sign-in depends on: who is an officer, whose account one may administer."""

from collections.abc import Callable, Sequence
from datetime import date

from libs import rights
from libs.kernel.periods import Period
from libs.log.entry import EventLog
from libs.rights import SCHOOL_ROLES, Read, Role
from libs.rights.granting import covers
from libs.rights.offices import gone, office
from libs.rights.schools import areas_of

ADMINISTRATOR = "administrator"


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

    def is_administrator(self, actor: str, on: date) -> bool:
        """Return whether `actor` administers an office of any log on a day."""
        return any(self._own(self._read(code), actor, on) for code in self._logs())

    def administers(self, actor: str, other: str, on: date) -> bool:
        """Return whether `actor` may keep the account of `other`.

        `actor` must be an administrator who could grant every role that `other` has or will have,
        in each log: a role at an office that the administrator's role reaches, or at a school in
        its area.
        """
        if not self.is_administrator(actor, on):
            return False
        return all(
            any(_reaches(read, own, theirs.value, on) for own in self._own(read, actor, on))
            for read in map(self._read, self._logs())
            for theirs in rights.held_by(read, other).meeting(Period(on))
        )

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


def _reaches(read: Read, own: Role, theirs: Role, on: date) -> bool:
    if theirs.name not in SCHOOL_ROLES:
        return covers(read, own, theirs.org, on)
    place = office(read, own.org, on)
    return place is not None and place.area in areas_of(read, theirs.org, on)
