"""May this actor do this to that stream on that day: the one question of rights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from libs.errors import Forbidden, NotFound
from libs.rights.cases import ANY_HOLDER, case_holder, case_holders
from libs.rights.facts import Read, SchoolRegistered, facts
from libs.rights.functions import school_of
from libs.rights.terms import terms_of

OPERATOR = "s:operator"


@dataclass(frozen=True, slots=True)
class Right:
    """What an act asks of the actor: one of `roles`, held at an organisation that qualifies.

    `at_school`: that organisation is the very school. `function`: it holds this function for the
    school's kind, in the smallest of the school's areas where anybody holds it; of a running case
    the case's own holder counts. `function` ANY_HOLDER: it holds the case in any function, or the
    role is administrator.
    """

    roles: tuple[str, ...]
    function: str | None = None
    at_school: bool = False


SYSTEM = Right(("system",))
"""Acts of a service itself: what follows from an event without anybody's choice."""


@dataclass(frozen=True, slots=True)
class Permission:
    """As what an actor acts, for which organisation, and the stream versions this rests on."""

    role: str
    org: str
    guards: Mapping[str, int]


def permit(
    right: Right,
    actor: str,
    stream: str,
    on: date,
    read: Read,
    claimed: tuple[str, str] | None = None,
) -> Permission:
    """Return as what `actor` may do this to `stream` on `on`; `claimed` asks for one (role, org).

    Raises `Forbidden` (role-missing, grant-missing, grant-elsewhere, function-not-held) and
    `NotFound` (school-unknown).
    """
    if actor.startswith("s:"):
        name = "operator" if actor == OPERATOR else "system"
        if name not in right.roles or claimed not in (None, (name, actor[2:])):
            raise Forbidden("role-missing", f"'{actor}' không có vai trò {_any(right.roles)}.")
        return Permission(name, actor[2:], {})
    own = f"grant-{actor[2:]}"
    history = read(own)[own]
    live = [t for t in terms_of(history) if t.name in right.roles and t.holds(on)]
    if claimed:
        live = [t for t in live if (t.name, t.org) == claimed]
    when = f"{on:%d/%m/%Y}"
    if not live:
        detail = f"'{actor}' không được cấp vai trò {_any(right.roles)} có hiệu lực ngày {when}."
        raise Forbidden("grant-missing", detail, rule="quyền theo vai trò, đơn vị và thời hạn")
    guards = {own: len(history)}
    if right.at_school or right.function:
        school = school_of(stream)
        about = f"school-{school}"
        known = [f for f in facts(read(about)[about]) if isinstance(f, SchoolRegistered)]
        if not known:
            raise NotFound("school-unknown", f"Không có trường '{school}' trong sổ đăng ký.")
        if right.at_school:
            live = [t for t in live if t.org == school]
            if not live:
                detail = f"Vai trò của '{actor}' ngày {when} không thuộc trường này."
                raise Forbidden("grant-elsewhere", detail, rule="vai trò tại chính trường đó")
        if right.function:
            orgs, versions = _holding(read, right.function, stream, on)
            guards.update(versions)
            case = right.function == ANY_HOLDER
            live = [t for t in live if t.org in orgs or (case and t.name == "administrator")]
            if not live:
                detail = (
                    f"Ngày {when}, chức năng '{right.function}' đối với hồ sơ này do "
                    f"{', '.join(sorted(orgs)) or 'chưa đơn vị nào'} giữ, không phải đơn vị của "
                    f"'{actor}'."
                )
                raise Forbidden("function-not-held", detail, rule="phân công thẩm quyền theo ngày")
    return Permission(live[0].name, live[0].org, guards)


def _holding(read: Read, function: str, stream: str, on: date) -> tuple[set[str], dict[str, int]]:
    if function == ANY_HOLDER:
        return case_holders(read, stream, on)
    org, versions = case_holder(read, function, stream, on)
    return {org} if org else set(), versions


def _any(roles: Sequence[str]) -> str:
    return " hoặc ".join(f"'{role}'" for role in roles)
