"""Who succeeds whom: mergers, divisions and closures of a log's schools, `lineage-<log>`.

One stream for all of them, so that two acts on the same school cannot both be accepted: a school
ends once, its successors still exist, and no line of succession is a circle. What an act means for
each school follows by reaction, under ids made from the act: repeated, it gives the same result.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Never, assert_never

from libs.engine.rules import FIRST
from libs.kernel.decider import Decider, by_knowledge_alone
from libs.kernel.messages import Contract, Id, Line, given
from libs.kernel.problems import FieldError, NotFound, Rejected, refused
from libs.law.calendar import show
from libs.rights import Right
from services.registry.lineage.events import (
    ClosureDecided,
    LineageEvent,
    MergerDecided,
    Schools,
    SplitDecided,
)
from services.registry.shared.fields import ADMIN, MergerForm, SplitForm

RULE = "tổ chức lại, giải thể trường"


@dataclass(frozen=True, slots=True)
class MergeSchools:
    """Let `predecessors` end on the day `starts` and `successor` take them up.

    The successor is registered before: a school of its own, or one that was there and goes on. The
    act is recorded on that day or later, so that what it does to cases is decided on what they are.
    """

    right: ClassVar[Right] = ADMIN
    predecessors: Schools
    successor: Id
    form: MergerForm
    starts: date
    basis: Line
    id: str = given("id")
    log: str = given("log")
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class SplitSchool:
    """Let `school` become `successors` and end (split), or go on without a part (split_off)."""

    right: ClassVar[Right] = ADMIN
    school: Id
    successors: Schools
    form: SplitForm
    starts: date
    basis: Line
    id: str = given("id")
    log: str = given("log")
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class CloseSchool:
    """Dissolve a school without a successor; `ends` is the first day without it."""

    right: ClassVar[Right] = ADMIN
    school: Id
    ends: date
    basis: Line
    id: str = given("id")
    log: str = given("log")
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class Named:
    """What an act rests on: those of the schools it names that are not in the register, and the
    number of the platform's rules."""

    unregistered: frozenset[str]
    rules_number: int = FIRST


ONE_NAME = 3
"""Since which number of the platform's rules a mere change of name has one predecessor."""
Command = MergeSchools | SplitSchool | CloseSchool
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lineage:
    """The acts of a log, each with those before it.

    Their result is computed once, when a command asks for it; adding an act costs the same however
    many came before.
    """

    last: LineageEvent | None = None
    before: "Lineage | None" = None

    def acts(self) -> list[LineageEvent]:
        """Return the acts in the order of the log."""
        found: list[LineageEvent] = []
        here: Lineage | None = self
        while here is not None and here.last is not None:
            found.append(here.last)
            here = here.before
        return found[::-1]


@dataclass(slots=True)
class _Schools:
    """Every school that ended, with its first day without it; since when each successor is one."""

    ended: dict[str, date]
    began: dict[str, date]

    @classmethod
    def after(cls, acts: Iterable[LineageEvent]) -> "_Schools":
        found = cls({}, {})
        for act in acts:
            match act:
                case MergerDecided(predecessors, successor, _, starts):
                    found.tell(predecessors, (successor,), starts)
                case SplitDecided(school, successors, form, starts):
                    found.tell((school,) if form == "split" else (), successors, starts)
                case ClosureDecided(school, ends):
                    found.tell((school,), (), ends)
                case _:
                    assert_never(act)
        return found

    def tell(self, ending: Sequence[str], successors: Sequence[str], starts: date) -> None:
        """Add that schools ended on a day and others succeeded; the last beginning counts."""
        self.ended.update(dict.fromkeys(ending, starts))
        for id in successors:
            self.began[id] = max(starts, self.began.get(id, starts))


@dataclass(frozen=True, slots=True)
class _Act:
    """A command read: its event, which schools it ends or divides, which live on, where each is."""

    event: LineageEvent
    ending: tuple[str, ...]
    living: tuple[str, ...]
    starts: date
    pointers: Mapping[str, str]
    day: str


def decide(command: Command, known: Named, lineage: Lineage) -> Sequence[LineageEvent]:
    """Return the event `command` brings about; none when it is decided already.

    Raises `NotFound` (school-unknown) and `Rejected`: lineage-id-differs, date-in-future,
    school-twice, lineage-cycle, successors-missing, school-closed, lineage-order,
    merger-not-renaming.
    """
    if command.id != command.log:
        detail = f"Việc tổ chức lại trường của tỉnh này ghi vào hồ sơ '{command.log}'."
        raise Rejected("lineage-id-differs", detail, rule=RULE)
    act, acts = _read(command), lineage.acts()
    if act.event in acts:
        return []
    _check_shape(act)
    if act.starts > command.on:
        detail = (
            f"Ghi việc này vào ngày có hiệu lực {show(act.starts)} hoặc sau đó; hôm nay là "
            f"{show(command.on)}."
        )
        raise refused("date-in-future", detail, RULE, at=act.day)
    for school in sorted({*act.ending, *act.living} & known.unregistered):
        detail = f"Không có trường '{school}' trong sổ đăng ký."
        error = FieldError(act.pointers[school], "school-unknown", detail)
        raise NotFound("school-unknown", detail, RULE, [error])
    _check_living(act, _Schools.after(acts))
    if known.rules_number >= ONE_NAME:
        _check_renamed(act.event)
    return [act.event]


def _check_renamed(event: LineageEvent) -> None:
    """One school that only gets another name is one school: its certificates go with it."""
    if not isinstance(event, MergerDecided) or event.form != "rename_only":
        return
    count = len(event.predecessors)
    if count > 1:
        detail = (
            f"Chỉ đổi tên thì một trường thành một trường, không phải {count} trường (trường "
            "predecessors); sáp nhập nhiều trường chọn hình thức khác."
        )
        raise refused("merger-not-renaming", detail, RULE, at="/predecessors")


def schools_of(command: Command) -> frozenset[str]:
    """Return every school that an act names."""
    act = _read(command)
    return frozenset((*act.ending, *act.living))


def evolve(lineage: Lineage, event: LineageEvent) -> Lineage:
    """Return the lineage after `event`."""
    return Lineage(event, lineage)


def _read(command: Command) -> _Act:
    match command:
        case MergeSchools(predecessors, successor, form, starts, basis):
            event: LineageEvent = MergerDecided(predecessors, successor, form, starts, basis)
            places = {id: f"/predecessors/{n}" for n, id in enumerate(predecessors)}
            living = (successor,)
            return _Act(
                event, predecessors, living, starts, {successor: "/successor", **places}, "/starts"
            )
        case SplitSchool(school, successors, form, starts, basis):
            event = SplitDecided(school, successors, form, starts, basis)
            places = {id: f"/successors/{n}" for n, id in enumerate(successors)}
            return _Act(
                event, (school,), successors, starts, {school: "/school", **places}, "/starts"
            )
        case CloseSchool(school, ends, basis):
            closure = ClosureDecided(school, ends, basis)
            return _Act(closure, (school,), (), ends, {school: "/school"}, "/ends")
    assert_never(command)


def _check_shape(act: _Act) -> None:
    for schools in (act.ending, act.living):
        for n, school in enumerate(schools):
            if school in schools[:n]:
                detail = f"Trường '{school}' được ghi hai lần."
                raise refused("school-twice", detail, RULE, at=act.pointers[school])
    for school in set(act.ending) & set(act.living):
        detail = f"Trường '{school}' không thể kế thừa chính mình."
        raise refused("lineage-cycle", detail, RULE, at=act.pointers[school])
    if isinstance(act.event, SplitDecided) and act.event.form == "split" and len(act.living) < 2:
        detail = "Chia một trường phải thành ít nhất hai trường."
        raise refused("successors-missing", detail, RULE, at="/successors")


def _check_living(act: _Act, schools: _Schools) -> None:
    """All still exist; since a successor must exist, the lines of succession can form no circle."""
    for school in (*act.ending, *act.living):
        ended = schools.ended.get(school)
        if ended is not None:
            detail = f"Trường '{school}' đã chấm dứt hoạt động từ ngày {show(ended)}."
            raise refused("school-closed", detail, RULE, at=act.pointers[school])
    for school in act.ending:
        since = schools.began.get(school)
        if since is not None and act.starts < since:
            detail = (
                f"Trường '{school}' là trường kế thừa từ ngày {show(since)}, không thể chấm dứt "
                "hay chia tách trước ngày đó."
            )
            raise refused("lineage-order", detail, RULE, at=act.day)


LINEAGE: Decider[Never, Lineage, LineageEvent] = Decider(Lineage(), by_knowledge_alone, evolve)
