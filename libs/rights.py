"""Who may do what to which school, at which moment; one pure function for services and verifiers.

A right is asked of a *command* before it is decided and stands on each *event* it brings, so that
an auditor can ask the same question of the log. Three kinds of stream answer it, all of them in the
log: `grant-<person>` (roles a person holds at organisations), `school-<id>` (its kind and areas)
and `assignment-<function>_<area>` (which organisation holds a function there, from when to when).

An act is valid if its grant precedes it in the log and `starts <= on < ends`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from libs.contract import Contract
from libs.errors import Forbidden, NotFound
from libs.eventlog import Recorded

Read = Callable[..., Mapping[str, Sequence[Recorded]]]
"""Gives the streams asked for, each from its first event on; an unknown stream is empty."""

OPERATOR = "s:operator"
SCHOOL_ROLES = ("principal", "council_member")
"""Roles held at a school; every other role is held at an office."""


@dataclass(frozen=True, slots=True)
class Right:
    """What an act asks of the actor: one of `roles`, held at an organisation that qualifies.

    `at_school`: that organisation is the very school. `function`: it holds this function for the
    school's kind, in the smallest of the school's areas where anybody holds it.
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


@dataclass(frozen=True, slots=True)
class GrantGiven:
    """A person received a role at an organisation."""

    role: str
    org: str
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class GrantWithdrawn:
    """A role ended on a date, `ends` being the first day without it."""

    role: str
    org: str
    ends: date


@dataclass(frozen=True, slots=True)
class FunctionAssigned:
    """An organisation received the function of this stream for some kinds of school."""

    holder: str
    kinds: tuple[str, ...]
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class FunctionEnded:
    """An organisation lost the function, `ends` being the first day without it."""

    holder: str
    ends: date


@dataclass(frozen=True, slots=True)
class SchoolRegistered:
    """A school came into the register; `areas` from the smallest unit to the province."""

    kind: str
    areas: tuple[str, ...]


_FACTS: Contract[object] = Contract(
    GrantGiven | GrantWithdrawn | FunctionAssigned | FunctionEnded | SchoolRegistered
)


@dataclass(frozen=True, slots=True)
class Term:
    """Something held from `starts` to the day before `ends` (None: until further notice)."""

    name: str
    org: str
    starts: date
    ends: date | None
    kinds: tuple[str, ...] = field(default=())

    def holds(self, on: date) -> bool:
        """Return whether `on` is within the term."""
        return self.starts <= on and (self.ends is None or on < self.ends)


def _facts(events: Iterable[Recorded]) -> list[object]:
    found = (_FACTS.event(event.envelope) for event in events)
    return [fact for fact in found if fact is not None]


def _terms(events: Iterable[Recorded]) -> list[Term]:
    """Return the terms of a grant or assignment stream, those cut short with their true end."""
    terms: list[Term] = []
    for fact in _facts(events):
        match fact:
            case GrantGiven(role, org, starts, ends):
                terms.append(Term(role, org, starts, ends))
            case FunctionAssigned(holder, kinds, starts, ends):
                terms.append(Term("", holder, starts, ends, kinds))
            case GrantWithdrawn(role, org, ends):
                terms = [_cut(t, ends) if (t.name, t.org) == (role, org) else t for t in terms]
            case FunctionEnded(holder, ends):
                terms = [_cut(t, ends) if t.org == holder else t for t in terms]
    return terms


def _cut(term: Term, ends: date) -> Term:
    if term.ends is not None and term.ends <= ends:
        return term
    return Term(term.name, term.org, term.starts, ends, term.kinds)


def school_of(stream: str) -> str:
    """Return the id of the school that a stream is about: its id up to the first underscore."""
    return stream.partition("-")[2].partition("_")[0]


def grants(read: Read, actor: str) -> list[Term]:
    """Return every role that `actor` holds or held; `Term.name` is the role."""
    stream = f"grant-{actor[2:]}"
    return _terms(read(stream)[stream])


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader sees besides the public: everything, or what is about `schools`."""

    everything: bool = False
    schools: frozenset[str] = frozenset()

    def sees(self, visibility: str, stream: str) -> bool:
        """Return whether what has this visibility, in this stream, may be shown."""
        if visibility == "public" or self.everything:
            return True
        return visibility == "parties" and school_of(stream) in self.schools


def sight(read: Read, actor: str, on: date) -> Sight:
    """Return what `actor` may see on a day: services and officers all, schools their own."""
    if actor.startswith("s:"):
        return Sight(everything=True)
    held = [term for term in grants(read, actor) if term.holds(on)]
    own = frozenset(term.org for term in held if term.name in SCHOOL_ROLES)
    return Sight(any(term.name not in SCHOOL_ROLES for term in held), own)


def holder(
    read: Read, function: str, kind: str, areas: Sequence[str], on: date
) -> tuple[str | None, dict[str, int]]:
    """Return who holds `function` for `kind` in the smallest of `areas`, and the versions read."""
    streams = [f"assignment-{function}_{area}" for area in areas]
    found = read(*streams)
    versions = {stream: len(found[stream]) for stream in streams}
    for stream in streams:
        for term in _terms(found[stream]):
            if kind in term.kinds and term.holds(on):
                return term.org, versions
    return None, versions


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
    live = [t for t in _terms(history) if t.name in right.roles and t.holds(on)]
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
        known = [f for f in _facts(read(about)[about]) if isinstance(f, SchoolRegistered)]
        if not known:
            raise NotFound("school-unknown", f"Không có trường '{school}' trong sổ đăng ký.")
        if right.at_school:
            live = [t for t in live if t.org == school]
            if not live:
                detail = f"Vai trò của '{actor}' ngày {when} không thuộc trường này."
                raise Forbidden("grant-elsewhere", detail, rule="vai trò tại chính trường đó")
        if right.function:
            org, versions = holder(read, right.function, known[-1].kind, known[-1].areas, on)
            guards.update(versions)
            live = [t for t in live if t.org == org]
            if not live:
                detail = (
                    f"Ngày {when}, chức năng '{right.function}' đối với trường này do "
                    f"{org or 'chưa đơn vị nào'} giữ, không phải đơn vị của '{actor}'."
                )
                raise Forbidden("function-not-held", detail, rule="phân công thẩm quyền theo ngày")
    return Permission(live[0].name, live[0].org, guards)


def _any(roles: Sequence[str]) -> str:
    return " hoặc ".join(f"'{role}'" for role in roles)
