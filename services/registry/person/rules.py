"""People behind pseudonyms. The rules see commitments, never a name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Id, Line, given, private, size
from libs.kernel.periods import During, Period, Timeline
from libs.kernel.problems import Rejected, refused
from libs.law.calendar import show
from libs.people.suspected import suspected
from libs.rights import Right
from services.registry.person.events import (
    OPERATOR_ALONE,
    STAFF,
    PersonCorrected,
    PersonErased,
    PersonEvent,
    PersonRegistered,
    Post,
    PostLeft,
    PostTaken,
    Reason,
)
from services.registry.shared.fields import ADMIN, Email, Phone
from services.registry.shared.ids import NewId
from services.registry.shared.periods import ended, refuse_empty, told

RULE = "danh tính chỉ nằm trong kho riêng"
_RANDOM = re.compile(r"(?=.*[a-f])[0-9a-f]{32}")
"""A random UUID without dashes: nobody's name, number or birthday."""
PersonName = Annotated[str, size(1, 120)]


@dataclass(frozen=True, slots=True)
class FirstPost:
    """The post with which a person comes into the register, from `starts` on."""

    post: Post
    org: Id
    starts: date
    basis: Line


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """Put a person into the register under a random id; who it is goes into the vault.

    With a `first_post` both are recorded in one act.
    """

    right: ClassVar[Right] = STAFF
    name: PersonName = private()
    phone: Phone | None = private(None)
    email: Email | None = private(None)
    sample: bool = False
    first_post: FirstPost | None = None
    id: str = given("id")


@dataclass(frozen=True, slots=True)
class CorrectPerson:
    """Replace the given fields; null withdraws a phone number or an address."""

    right: ClassVar[Right] = ADMIN
    name: PersonName = private("")
    phone: Phone | None = private(None)
    email: Email | None = private(None)


@dataclass(frozen=True, slots=True)
class TakePost:
    """Let the person have a post at a school or office from `starts` to the day before `ends`."""

    right: ClassVar[Right] = STAFF
    post: Post
    org: Id
    starts: date
    basis: Line
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class LeavePost:
    """End a post; `ends` is the first day without it."""

    right: ClassVar[Right] = STAFF
    post: Post
    org: Id
    ends: date
    basis: Line


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """Forget who the person is. What they did stays, under the pseudonym."""

    right: ClassVar[Right] = OPERATOR_ALONE
    reason: Reason


Plain = CorrectPerson | TakePost | LeavePost | ErasePerson
"""The commands that rest on the person alone."""
Command = RegisterPerson | Plain
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Person:
    """Whether the person is known, or was and is forgotten; and every post."""

    known: bool = False
    erased: bool = False
    posts: Timeline[PostTaken] = field(default_factory=Timeline)


def decide(command: Plain, person: Person) -> Sequence[PersonEvent]:
    """Return the events `command` brings about; none when they already hold.

    Raises `Rejected`: person-not-registered, person-erased, nothing-corrected,
    basis-names-somebody, term-empty, post-overlaps, post-not-held.
    """
    if not person.known:
        raise Rejected("person-not-registered", "Người này chưa có trong sổ.", RULE)
    if isinstance(command, ErasePerson):
        return [] if person.erased else [PersonErased(command.reason)]
    if person.erased:
        raise Rejected("person-erased", "Danh tính của người này đã được xóa.", RULE)
    if isinstance(command, TakePost | LeavePost):
        _refuse_names(command.basis, "/basis")
    match command:
        case CorrectPerson():
            fields, commitments = _committed(command)
            if not fields:
                raise Rejected("nothing-corrected", "Không có thông tin nào để đính chính.")
            return [PersonCorrected(fields, sd=commitments)]
        case TakePost():
            return _take(command, person)
        case LeavePost(post, org, ends, basis):
            detail = f"Người này không giữ chức vụ '{post}' tại '{org}' đến ngày {show(ends)}."
            refusal = refused("post-not-held", detail, at="/post")
            own = person.posts.periods(lambda taken: (taken.post, taken.org) == (post, org))
            return ended(PostLeft(post, org, ends, basis), own, ends, refusal)
    assert_never(command)


def evolve(person: Person, event: PersonEvent) -> Person:
    """Return the person after `event`."""
    match event:
        case PersonRegistered():
            return replace(person, known=True)
        case PersonCorrected():
            return person
        case PostTaken():
            posts = person.posts.begin(event, Period(event.starts, event.ends))
            return replace(person, posts=posts)
        case PostLeft(post, org, ends):
            left = person.posts.end(lambda taken: (taken.post, taken.org) == (post, org), ends)
            return replace(person, posts=left)
        case PersonErased():
            return replace(person, erased=True)
    assert_never(event)


def register(command: RegisterPerson, id: NewId, person: Person) -> Sequence[PersonEvent]:
    """Return the entry, with the first post if there is one.

    Raises `Rejected`: person-id-not-random, person-registered, person-erased, basis-names-somebody,
    and as `NewId.check`.
    """
    if person.erased:
        raise Rejected("person-erased", "Danh tính của người này đã được xóa.", RULE)
    if person.known:
        detail = "Người này đã có trong sổ; hãy dùng lệnh đính chính."
        raise Rejected("person-registered", detail, RULE)
    if not _RANDOM.fullmatch(command.id):
        detail = "Mã của một người phải là UUID ngẫu nhiên, 32 chữ số hệ 16, không gạch nối."
        raise Rejected("person-id-not-random", detail, RULE)
    id.check()
    fields, commitments = _committed(command)
    registered = PersonRegistered(fields, command.sample, sd=commitments)
    if (first := command.first_post) is None:
        return [registered]
    _refuse_names(first.basis, "/first_post/basis")
    return [registered, PostTaken(first.post, first.org, first.starts, first.basis)]


def _refuse_names(basis: str, at: str) -> None:
    if suspected(basis):
        detail = "Căn cứ chỉ ghi số, ký hiệu, ngày của văn bản; không ghi tên hay số của người."
        raise refused("basis-names-somebody", detail, RULE, at=at)


def _committed(command: RegisterPerson | CorrectPerson) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the fields that were given and their commitments, sorted: no order tells which."""
    all_fields = {"email": command.email, "name": command.name, "phone": command.phone}
    given_fields = {name: value for name, value in all_fields.items() if value}
    return tuple(given_fields), tuple(sorted(given_fields.values()))


def _take(command: TakePost, person: Person) -> Sequence[PersonEvent]:
    period = Period(command.starts, command.ends)
    refuse_empty(period)
    taken = PostTaken(command.post, command.org, command.starts, command.basis, command.ends)
    if During(taken, period) in person.posts.told:
        return []
    for other in person.posts.meeting(period):
        if (other.value.post, other.value.org) == (command.post, command.org):
            detail = (
                f"Chức vụ '{command.post}' tại '{command.org}' đã được ghi {told(other.period)}."
            )
            raise refused("post-overlaps", detail, at="/starts")
    return [taken]


PERSON: Decider[Plain, Person, PersonEvent] = Decider(Person(), decide, evolve)
