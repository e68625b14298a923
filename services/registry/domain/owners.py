"""Whose register a stream is: its id begins with the owner's, and others do not write in it."""

from collections.abc import Collection
from dataclasses import dataclass

from libs.contract import given
from libs.errors import Rejected
from services.registry.events.common import ADMIN

RULE = "mỗi đơn vị ghi sổ của mình"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """What every command on such a stream knows: its id, its owner, and as what somebody acts."""

    id: str = given("id")
    owner: str = given("school")
    role: str = given("role")
    org: str = given("org")


def keeps_register(act: Owned) -> bool:
    """Return whether an administrator or the operator acts, who may write for any owner."""
    return act.role in ADMIN.roles


def require_owner(act: Owned) -> None:
    """Raise `Rejected` ("owner-not-yours") unless one acts for the stream's owner."""
    require_among(act, {act.owner})


def require_among(act: Owned, orgs: Collection[str]) -> None:
    """Raise `Rejected` ("owner-not-yours") unless one acts for one of `orgs`."""
    if not keeps_register(act) and act.org not in orgs:
        allowed = ", ".join(sorted(orgs)) or "chưa đơn vị nào"
        detail = f"Việc này do {allowed} làm, không phải '{act.org}'."
        raise Rejected("owner-not-yours", detail, rule=RULE)


def year_of(act: Owned) -> int:
    """Return the school year that the stream's id ends with, `<owner>_<year>`.

    Raises `Rejected` ("year-missing").
    """
    owner, _, year = act.id.rpartition("_")
    if owner != act.owner or not (year.isdecimal() and 2000 <= int(year) <= 2100):
        detail = f"Mã '{act.id}' phải ghép từ mã đơn vị và năm bắt đầu năm học."
        raise Rejected("year-missing", detail, rule="ví dụ đúng: phong764_2024")
    return int(year)
