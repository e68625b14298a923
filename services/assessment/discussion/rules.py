"""A discussion, `discussion-<school>_<n>`: begun, answered, asked for things, closed for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, assert_never

from libs.kernel.decider import Decider
from libs.kernel.messages import Actor, Contract, Id, Line, Text, given
from libs.kernel.problems import Forbidden, Rejected, refused
from libs.law.calendar import show
from libs.people.suspected import refuse_suspected
from libs.rights import Right
from services.assessment.discussion import things
from services.assessment.discussion.events import (
    PARTY,
    Body,
    DiscussionClosed,
    DiscussionEvent,
    DiscussionOpened,
    MessageAdded,
    Number,
    TaskDone,
    TaskSet,
    TaskWithdrawn,
    Thing,
)
from services.assessment.discussion.state import Discussion, Task, evolve
from services.assessment.shared.fields import Person

RULE = "trao đổi và giao việc"
FARTHEST = timedelta(days=731)
"""How far ahead the last day of a task may be: two years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByParty:
    """What every command on a discussion knows: of which school it is, who acts for whom."""

    right: ClassVar[Right] = PARTY
    school: str = given("school")
    org: str = given("org")

    @property
    def by_office(self) -> bool:
        """Whether somebody acts for an office."""
        return self.org != self.school


@dataclass(frozen=True, slots=True)
class OpenDiscussion(ByParty):
    """Begin to talk about a thing of the school's; `within_school`: no office sees any of it.

    A text that seems to hold personal data is refused until its writer has `confirmed` it.
    """

    about: Thing
    subject: Line
    text: Body
    within_school: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class AddMessage(ByParty):
    """Write the next message."""

    text: Body
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class SetTask(ByParty):
    """Make a message something to be done by the end of the day `due`.

    By one of: a `person` who acts for the school or for an office that sees the discussion; a
    `group` of the council of the school's `cycle`; an `office` that sees the discussion.
    """

    message: Number
    due: date
    person: Person | None = None
    office: Id | None = None
    cycle: Id | None = None
    group: Line | None = None
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class CompleteTask(ByParty):
    """Say that it is done, with a word on it: by who was asked, or for the one who asked."""

    message: Number
    text: Text = ""
    confirmed: bool = False
    actor: Actor = given("actor")


@dataclass(frozen=True, slots=True)
class WithdrawTask(ByParty):
    """Ask for it no more: for the school or office that asked, or in place of one that ended."""

    message: Number
    reason: Body
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class CloseDiscussion(ByParty):
    """End the discussion, for the school or office that began it, or in place of one that ended."""

    reason: Body
    confirmed: bool = False


Plain = AddMessage | CompleteTask
"""The commands that rest on the discussion alone."""
Ending = WithdrawTask | CloseDiscussion
Command = OpenDiscussion | SetTask | Ending | Plain
COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


@dataclass(frozen=True, slots=True)
class Addressed:
    """For which of the school and the offices that see its affairs the person named acts; or the
    office named, if it is one of these; of a group: whether the council has it."""

    orgs: frozenset[str] = frozenset()
    group: bool = False


def open_discussion(
    command: OpenDiscussion, known: things.Known, discussion: Discussion
) -> Sequence[DiscussionOpened]:
    """Return the beginning; none if it is this one.

    Raises `Rejected`: discussion-opened, personal-data-suspected, and as `things.check`;
    `Forbidden`: discussion-within-school.
    """
    wanted = (command.about, command.subject, command.text, command.within_school, command.org)
    opened = discussion.opened
    if opened is not None:
        said = (opened.about, opened.subject, opened.text, opened.within_school, opened.opened_for)
        if wanted == said:
            return []
        raise Rejected("discussion-opened", "Mã này đã dùng cho một trao đổi khác.", RULE)
    if command.within_school:
        _refuse_office(command)
    things.check(command.about, known)
    found = refuse_suspected({"subject": command.subject, "text": command.text}, command.confirmed)
    return [DiscussionOpened(*wanted, found)]


def set_task(command: SetTask, known: Addressed, discussion: Discussion) -> Sequence[TaskSet]:
    """Return the task; none if the message is this task already.

    Raises as `decide`; also `Rejected`: task-open, addressee-not-one, person-not-party,
    office-not-party, group-unknown, due-in-past, due-too-far.
    """
    opened = _open(command, discussion)
    _check_message(command.message, discussion)
    asked = (command.message, command.person, command.office, command.due, command.org)
    wanted = TaskSet(*asked, command.cycle, command.group)
    task = discussion.tasks.get(command.message)
    if task is not None and task.ended is None:
        if task.set == wanted:
            return []
        raise refused("task-open", "Tin này đã là một việc đang chờ.", RULE, at="/message")
    _check_addressee(command, known, opened)
    if command.due < command.on:
        detail = f"Hạn {show(command.due)} đã qua."
        raise refused("due-in-past", detail, RULE, at="/due")
    if command.due > command.on + FARTHEST:
        detail = f"Hạn {show(command.due)} quá xa; xa nhất là {show(command.on + FARTHEST)}."
        raise refused("due-too-far", detail, RULE, at="/due")
    return [wanted]


def decide(command: Plain, discussion: Discussion) -> Sequence[DiscussionEvent]:
    """Return the event `command` brings about; none when it already holds.

    Raises `Rejected`: discussion-not-opened, discussion-closed, message-unknown, task-not-open,
    task-not-yours, personal-data-suspected; `Forbidden`: discussion-within-school.
    """
    match command:
        case AddMessage(text, confirmed):
            _open(command, discussion)
            found = refuse_suspected({"text": text}, confirmed)
            return [MessageAdded(discussion.messages + 1, text, found)]
        case CompleteTask(message, text, confirmed):
            _open(command, discussion)
            done = TaskDone(message, text, refuse_suspected({"text": text}, confirmed))
            task = _task(message, discussion)
            if task.ended == done:
                return []
            _check_asked(command, _awaited(task))
            return [done]
    assert_never(command)


def withdraw(
    command: WithdrawTask, ended: frozenset[str], discussion: Discussion
) -> Sequence[TaskWithdrawn]:
    """Return that it is asked for no more; none if that holds.

    `ended` are the offices of the discussion that are no more. Raises as `decide`.
    """
    _open(command, discussion)
    found = refuse_suspected({"reason": command.reason}, command.confirmed)
    gone = TaskWithdrawn(command.message, command.reason, found)
    task = _task(command.message, discussion)
    if task.ended == gone:
        return []
    if not _its_own(command, _awaited(task).set_for, ended):
        detail = "Chỉ đơn vị đã giao việc mới rút được việc."
        raise refused("task-not-yours", detail, RULE, at="/message")
    return [gone]


def close(
    command: CloseDiscussion, ended: frozenset[str], discussion: Discussion
) -> Sequence[DiscussionClosed]:
    """Return the end; none if it is this one.

    `ended` as of `withdraw`. Raises as `decide`, and `Rejected`: discussion-not-yours, tasks-open.
    """
    reason, confirmed = command.reason, command.confirmed
    if discussion.closed is not None and discussion.closed.reason == reason:
        return []
    opened = _open(command, discussion)
    if not _its_own(command, opened.opened_for, ended):
        detail = "Chỉ đơn vị đã mở trao đổi mới kết thúc được trao đổi."
        raise Rejected("discussion-not-yours", detail, RULE)
    if discussion.awaited:
        numbers = ", ".join(map(str, discussion.awaited))
        detail = f"Còn việc đang chờ (tin thứ {numbers}); hãy hoàn thành hoặc rút trước."
        raise Rejected("tasks-open", detail, RULE)
    return [DiscussionClosed(reason, refuse_suspected({"reason": reason}, confirmed))]


def _its_own(command: Ending, begun_for: str, ended: frozenset[str]) -> bool:
    """Return whether what `begun_for` began is this party's to end: an office takes the place of
    one that is no more, so that nothing waits for ever."""
    return begun_for == command.org or (command.by_office and begun_for in ended)


def _open(command: ByParty, discussion: Discussion) -> DiscussionOpened:
    """Return the beginning of a discussion in which `command` may be given."""
    opened = discussion.opened
    if opened is None:
        raise Rejected("discussion-not-opened", "Chưa có trao đổi này.", RULE)
    if opened.within_school:
        _refuse_office(command)
    if discussion.closed is not None:
        raise Rejected("discussion-closed", "Trao đổi này đã kết thúc.", RULE)
    return opened


def _refuse_office(command: ByParty) -> None:
    if command.by_office:
        detail = "Trao đổi này chỉ trong nội bộ trường."
        raise Forbidden("discussion-within-school", detail, RULE)


def _check_message(number: int, discussion: Discussion) -> None:
    if number > discussion.messages:
        detail = f"Trao đổi không có tin thứ {number}."
        raise refused("message-unknown", detail, RULE, at="/message")


def _task(number: int, discussion: Discussion) -> Task:
    _check_message(number, discussion)
    task = discussion.tasks.get(number)
    if task is None:
        raise refused("task-not-open", f"Tin thứ {number} không giao việc.", RULE, at="/message")
    return task


def _awaited(task: Task) -> TaskSet:
    if task.ended is not None:
        raise refused("task-not-open", "Việc này đã xong hoặc đã rút.", RULE, at="/message")
    return task.set


def _check_addressee(command: SetTask, known: Addressed, opened: DiscussionOpened) -> None:
    named = [to for to in (command.person, command.group, command.office) if to is not None]
    if len(named) != 1 or (command.cycle is None) != (command.group is None):
        detail = "Giao việc cho đúng một nơi: một người, một nhóm của một đợt, hoặc một cơ quan."
        raise Rejected("addressee-not-one", detail, RULE)
    # What stays within the school is asked of its own people alone.
    reached = known.orgs & {command.school} if opened.within_school else known.orgs
    if command.person is not None and not reached:
        detail = f"'{command.person}' không giữ vai trò ở nơi xem được trao đổi này."
        raise refused("person-not-party", detail, RULE, at="/person")
    if command.office is not None and not reached:
        detail = f"'{command.office}' không phải cơ quan xem được trao đổi này."
        raise refused("office-not-party", detail, RULE, at="/office")
    if command.group is not None and not known.group:
        detail = f"Hội đồng của đợt '{command.cycle}' không có nhóm '{command.group}'."
        raise refused("group-unknown", detail, RULE, at="/group")


def _check_asked(command: CompleteTask, task: TaskSet) -> None:
    """Raise unless who acts was asked, or acts for who asked; a group is asked as the school."""
    asked = (
        command.actor == task.person
        or command.org in (task.office, task.set_for)
        or (task.group is not None and not command.by_office)
    )
    if not asked:
        detail = "Việc này giao cho người khác; chỉ người được giao hoặc bên giao ghi là đã xong."
        raise refused("task-not-yours", detail, RULE, at="/message")


DISCUSSION: Decider[Plain, Discussion, DiscussionEvent] = Decider(Discussion(), decide, evolve)
