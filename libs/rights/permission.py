"""May this actor do this to that stream on that day: the one question of rights."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, assert_never

from libs.kernel.periods import Timeline
from libs.kernel.problems import Forbidden, Problem
from libs.law.calendar import show
from libs.log.entry import category_of
from libs.rights import granting, registers, separation, staff
from libs.rights.cases import case_holder, case_holders, case_school
from libs.rights.granting import administers, covers
from libs.rights.held import Role, roles_of
from libs.rights.offices import named
from libs.rights.reading import NEWEST, STRICT, Read, Reading
from libs.rights.right import (
    ANY_HOLDER,
    AtSchool,
    Handing,
    Holding,
    InRole,
    Keeping,
    Knowing,
    Register,
    Right,
    Staffing,
    of_stream,
)
from libs.rights.schools import lineage, school_in, school_of, unknown

OPERATOR = "s:operator"
ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Permission:
    """As what an actor acts, for which organisation, and the stream versions this rests on.

    `holder` is the person in whose place the actor acts (ký thay, thừa ủy quyền), else empty.
    """

    role: str
    org: str
    guards: Mapping[str, int]
    holder: str = ""


def permit(
    right: Right,
    actor: str,
    stream: str,
    on: date,
    read: Read,
    claimed: tuple[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
    rules: int = NEWEST,
) -> Permission:
    """Return as what `actor` may do this to `stream` on `on`; `claimed` asks for one (role, org).

    `data` is that of the command or event, as on the wire; `rules` the number of the rules that
    hold in the log where an act is asked about (`libs.engine.rules`). Raises `Forbidden`
    (role-missing, grant-missing, grant-elsewhere, function-not-held, outside-area, duties-apart,
    owner-not-yours, own-school, person-elsewhere, staff-elsewhere, and what `granting.check` does),
    `Rejected` (office-unknown, office-ended, and as `separation.check_team`) and `NotFound`
    (school-unknown, proposal-unknown).
    """
    reading = Reading(read)
    right = of_stream(right, stream)
    act = _Act(right, actor, stream, on, reading, data or {}, rules)
    if actor.startswith("s:"):
        name = "operator" if actor == OPERATOR else "system"
        if name not in right.roles or claimed not in (None, (name, actor[2:])):
            raise Forbidden("role-missing", f"'{actor}' không có vai trò {_any(right.roles)}.")
        if isinstance(right, Handing):
            granting.check(right.hands, None, actor, stream, act.data, on, reading, rules)
        return Permission(name, actor[2:], reading.guards(stream))
    refused: Problem | None = None
    for role in act.live(claimed):
        try:
            org = act.place(role)
            if claimed and claimed[1] != org:
                continue
            act.keep_apart(role)
        except Forbidden as problem:
            refused = problem
        else:
            return Permission(role.name, org, reading.guards(stream), role.holder)
    raise refused or act.missing()


def acting_for(right: Right, actor: str, stream: str, on: date, read: Read) -> frozenset[str]:
    """Return the organisations for which a person may do this on `on`; nothing in its data counts.

    Raises `NotFound` as `permit` does.
    """
    act = _Act(of_stream(right, stream), actor, stream, on, read, {})
    found = set()
    for role in act.live(None):
        with suppress(Forbidden):
            found.add(act.place(role))
    return frozenset(found)


def held_by(read: Read, person: str) -> Timeline[Role]:
    """Return every role that `person` (an actor) holds or held, own or lent to them."""
    stream = f"grant-{person[2:]}"
    return roles_of(read(stream)[stream])


def live_on(read: Read, person: str, on: date) -> list[Role]:
    """Return the roles that `person` has on a day, own ones before those lent to them.

    A lent role ends when its holder loses it; a lent role cannot be lent again.
    """
    held = held_by(read, person).on(on)
    own = [role for role in held if not role.holder]
    return own + [
        replace(role, scope=theirs.scope)
        for role in held
        if role.holder
        for theirs in held_by(read, role.holder).on(on)
        if not theirs.holder and (theirs.name, theirs.org) == (role.name, role.org)
    ]


@dataclass(frozen=True, slots=True)
class _Act:
    """Something asked for: what it needs, by whom, on what, when, and all that can be read."""

    right: Right
    actor: str
    stream: str
    on: date
    read: Read
    data: Mapping[str, Any]
    rules: int = NEWEST

    def live(self, claimed: tuple[str, str] | None) -> list[Role]:
        """Return the actor's roles of that day that are asked for, or the claimed one."""
        roles = self.right.roles if claimed is None else {claimed[0]} & {*self.right.roles}
        return [r for r in live_on(self.read, self.actor, self.on) if r.name in roles]

    def place(self, role: Role) -> str:
        """Return the organisation that the actor acts for by `role`; raises as `permit` does."""
        match self.right:
            case InRole():
                return role.org
            case AtSchool():
                return self._own_school(role)
            case Holding(function=function):
                return self._holding(role, function)
            case Handing(hands=hands):
                granting.check(
                    *(hands, role, self.actor, self.stream, self.data, self.on),
                    *(self.read, self.rules),
                )
                if hands == "give" and role.name == ADMINISTRATOR and self.rules >= STRICT:
                    self._check_own_people(role)
                return role.org
            case Keeping(register=register):
                if register == "above" and self.rules >= STRICT:
                    # What an office made is confirmed by another one, whoever keeps its register.
                    self._check_register(role, register)
                elif role.name == ADMINISTRATOR:
                    # A register has its owner from the start: nothing in the data says whose it is.
                    self._check_within(role, {} if register else self.data)
                elif register:
                    self._check_register(role, register)
                return role.org
            case Knowing(beside=beside):
                if role.name in beside:
                    self._check_beside(role)
                elif not staff.knows(self.read, role, self.stream, self._circle(), self.on):
                    raise self._elsewhere(role)
                return role.org
            case Staffing():
                self._check_staff(role)
                return role.org
        assert_never(self.right)

    def keep_apart(self, role: Role) -> None:
        """Raise `Forbidden` if the actor, or who lent the role, did what excludes this duty."""
        duty = separation.duty_of(category_of(self.stream), self.right, self.rules)
        confirms = isinstance(self.right, Keeping) and self.right.register == "above"
        if self.rules >= STRICT and (duty or confirms):
            separation.check_person(self.actor)
        if self.rules >= STRICT and confirms:
            for person in filter(None, (self.actor, role.holder)):
                separation.check_list(person, self.read(self.stream)[self.stream])
        if duty is None:
            return
        case, school = self.read(self.stream)[self.stream], school_of(self.stream)
        for person in filter(None, (self.actor, role.holder)):
            separation.check_case(duty, person, case, self.on, self.rules)
            separation.check_school(duty, person, self.read, school, case)
        if duty == "form":
            separation.check_team(self.data.get("members", ()), case, self.read, school)

    def missing(self) -> Forbidden:
        """Return the refusal of somebody who has none of the roles on that day."""
        detail = (
            f"'{self.actor}' không được cấp vai trò {_any(self.right.roles)} có hiệu lực ngày "
            f"{show(self.on)}.{self._allowed()}"
        )
        return Forbidden("grant-missing", detail, rule=granting.RULE)

    def _own_school(self, role: Role) -> str:
        school = school_of(self.stream)
        if school_in(self.read, school) is None:
            raise unknown(school)
        acting = case_school(self.read, self.stream)
        if role.org != acting:
            detail = f"Vai trò của '{self.actor}' ngày {show(self.on)} không thuộc trường này."
            raise Forbidden("grant-elsewhere", detail, rule="vai trò tại chính trường đó")
        return acting

    def _holding(self, role: Role, function: str) -> str:
        orgs = self._holders(function)
        if function == ANY_HOLDER and role.name == ADMINISTRATOR:
            self._check_within(role, self.data)
            return role.org
        for org in sorted(orgs):
            if covers(self.read, role, org, self.on):
                return org
        detail = (
            f"{named(self.read, role.org, self.on)}, nơi '{self.actor}' giữ vai trò '{role.name}', "
            f"không giữ chức năng này.{self._allowed()}"
        )
        raise Forbidden("function-not-held", detail, rule="phân công thẩm quyền theo ngày")

    def _check_register(self, role: Role, register: Register) -> None:
        if not registers.writes(register, self.read, role, self.stream, self.on):
            detail = (
                f"{named(self.read, role.org, self.on)}, nơi '{self.actor}' giữ vai trò "
                f"'{role.name}', không ghi vào sổ này.{self._allowed()}"
            )
            raise Forbidden("owner-not-yours", detail, rule="mỗi đơn vị ghi sổ của mình")

    def _circle(self) -> tuple[str, ...]:
        """Return the schools and offices in whose circle a person is, as whoever asks sees them."""
        return tuple(self.data.get("schools", ()))

    def _elsewhere(self, role: Role) -> Forbidden:
        detail = (
            f"Người này không thuộc {named(self.read, role.org, self.on)}, đơn vị cấp dưới hay "
            "trường trong phạm vi của đơn vị, nên đơn vị không mở tên, điện thoại, thư của họ."
        )
        return Forbidden("person-elsewhere", detail, rule="tên chỉ mở trong phạm vi của đơn vị")

    def _check_beside(self, role: Role) -> None:
        if not {*lineage(self.read, role.org)} & {*self._circle()}:
            detail = (
                "Người này không giữ chức vụ, vai trò nào ở trường của người hỏi và không ở trong "
                "hội đồng, nhóm hay trao đổi nào của trường."
            )
            raise Forbidden("person-elsewhere", detail, rule="tên chỉ mở cho người cùng trường")

    def _check_staff(self, role: Role) -> None:
        if not staff.keeps(self.read, role, self.stream, self.data, self.on, self.rules):
            detail = (
                f"Người này, hoặc chức vụ này, không do {named(self.read, role.org, self.on)} ghi. "
                "Hiệu trưởng ghi người mới của trường mình và chức vụ của người trường mình, trừ "
                "chức vụ hiệu trưởng; việc khác do quản trị viên của cơ quan quản lý ghi."
            )
            raise Forbidden("staff-elsewhere", detail, rule=staff.RULE)

    def _check_own_people(self, role: Role) -> None:
        """Raise `Forbidden` where a school's role is given to somebody who is another's: the giver
        would open their name by it, and they would have no part in the school's cases."""
        if not staff.theirs(self.read, role, self.stream, self.on, self.rules):
            detail = (
                f"Người này do đơn vị khác ghi hoặc giữ vai trò ở nơi khác; chỉ quản trị viên của "
                f"cơ quan quản lý cả hai nơi, không phải {named(self.read, role.org, self.on)}, "
                "cấp được vai trò ở trường."
            )
            raise Forbidden("staff-elsewhere", detail, rule=staff.RULE)

    def _check_within(self, role: Role, data: Mapping[str, Any]) -> None:
        if not administers(self.read, role, self.stream, data, self.on, self.rules):
            detail = (
                f"{named(self.read, role.org, self.on)}, nơi '{self.actor}' là quản trị, không "
                "quản lý mục này của sổ đăng ký."
            )
            raise Forbidden("outside-area", detail, rule="quyền theo vai trò, đơn vị và thời hạn")

    def _holders(self, function: str) -> set[str]:
        if function == ANY_HOLDER:
            return case_holders(self.read, self.stream, self.on)[0]
        org, _ = case_holder(self.read, function, self.stream, self.on)
        return {org} if org else set()

    def _allowed(self) -> str:
        """Return a sentence that names who may do this, empty where the roles say it all."""
        match self.right:
            case Keeping(register=register) if register:
                who = registers.writers(register, self.read, self.stream, self.on)
                return f" Ngày {show(self.on)}, việc này do {who} làm."
            case Holding(function=function) if school_in(self.read, school_of(self.stream)):
                orgs = [named(self.read, org, self.on) for org in sorted(self._holders(function))]
                return (
                    f" Ngày {show(self.on)}, chức năng '{function}' đối với hồ sơ này do "
                    f"{', '.join(orgs) or 'chưa đơn vị nào'} giữ."
                )
            case _:
                return ""


def _any(roles: Sequence[str]) -> str:
    return " hoặc ".join(f"'{role}'" for role in roles)
