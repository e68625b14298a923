"""The questions about discussions and tasks, and their answers. Lists sort by id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import OfSchool, OfSchools
from libs.engine.read_tables import ONE, Limit, asked, listed, one, rows
from libs.kernel.messages import Id, Line, given
from libs.law.calendar import working_days_left
from libs.law.standards.levels import CriterionCode
from libs.log.database import Cursor
from services.assessment.discussion.events import Matter, Thing
from services.assessment.discussion.state import State, TaskState
from services.assessment.shared.fields import Code, Person


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message: who wrote it for which school or office, and when."""

    message: int
    person: str
    org: str
    said_on: date
    text: str
    suspected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskView:
    """Something that was asked for, by the message of a discussion that asks for it.

    `days_left` are the working days from tomorrow to `due`, itself included; below 0: how many have
    passed since. `outcome`: the word on it when it was done, or why it was withdrawn.
    """

    id: str
    version: int
    position: int
    school: str
    discussion: str
    message: int
    within_school: bool
    about: Thing
    subject: str
    text: str
    person: str | None
    office: str | None
    cycle: str | None
    group: str | None
    due: date
    days_left: int
    set_by: str
    set_for: str
    set_on: date
    state: TaskState
    ended_by: str | None
    ended_on: date | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class DiscussionSummary:
    """A discussion, how long it is, and how many things are still asked for in it.

    `last_on` is the day of the last thing in it.
    """

    id: str
    version: int
    position: int
    school: str
    within_school: bool
    about: Thing
    subject: str
    opened_by: str
    opened_for: str
    opened_on: date
    last_on: date
    message_count: int
    open_task_count: int
    state: State
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class DiscussionView:
    """A discussion with all that was said and asked for; `reason` is why it was closed."""

    id: str
    version: int
    position: int
    school: str
    within_school: bool
    about: Thing
    subject: str
    opened_by: str
    opened_for: str
    opened_on: date
    last_on: date
    state: State
    closed_on: date | None
    reason: str | None
    messages: tuple[MessageView, ...]
    tasks: tuple[TaskView, ...]


@dataclass(frozen=True, slots=True)
class GetDiscussion(OfSchool):
    """Ask for a discussion."""

    category: ClassVar[str] = "discussion"
    view: ClassVar[type] = DiscussionView
    id: Id
    own_schools: tuple[str, ...] | None = given("own_schools")
    on: date = given("on")


@dataclass(frozen=True, slots=True)
class ListDiscussions(OfSchools):
    """Ask for discussions of a school, about a thing, in a state.

    `person`: who began it, wrote in it or is asked for something there; `office`: it was begun for
    it, or is asked for something.
    """

    category: ClassVar[str] = "discussion"
    view: ClassVar[type] = DiscussionSummary
    school: Id | None = None
    matter: Matter | None = None
    cycle: Id | None = None
    criterion: CriterionCode | None = None
    plan: Id | None = None
    code: Code | None = None
    state: State | None = None
    person: Person | None = None
    office: Id | None = None
    after: Id | None = None
    limit: Limit = 50
    own_schools: tuple[str, ...] | None = given("own_schools")


@dataclass(frozen=True, slots=True)
class ListTasks(OfSchools):
    """Ask what is asked of whom, and until when.

    `person`: of this person, or of a group of the council that they are in; `set_by`: by whom;
    `set_for`: by which school or office; `due_by`: until this day at the latest.
    """

    category: ClassVar[str] = "task"
    view: ClassVar[type] = TaskView
    school: Id | None = None
    person: Person | None = None
    group: Line | None = None
    office: Id | None = None
    cycle: Id | None = None
    set_by: Person | None = None
    set_for: Id | None = None
    state: TaskState | None = None
    due_by: date | None = None
    after: Id | None = None
    limit: Limit = 50
    own_schools: tuple[str, ...] | None = given("own_schools")
    today: date = given("on")


Asked = GetDiscussion | ListDiscussions | ListTasks

SEEN = """
and (not within_school or %(own_schools)s::text[] is null or school = any (%(own_schools)s))
"""
"""What stays within a school is there for its own people alone."""
DISCUSSION = """
select id, version, position, school, within_school, matter, cycle, criterion, of_level, indicator,
       plan, item, code, subject, opened_by, opened_for, opened_on, last_on, state, closed_on,
       reason
from discussion where log = %(log)s
"""
SUMMARY = """
select id, version, position, school, within_school, matter, cycle, criterion, of_level, indicator,
       plan, item, code, subject, opened_by, opened_for, opened_on, last_on, state, closed_on,
       message_count,
       (select count(*) from discussion_task t where t.log = d.log and t.discussion = d.id
        and t.state = 'open') as open_task_count
from discussion d where log = %(log)s
"""
DISCUSSIONS = """
and (%(school)s::text is null or school = %(school)s)
and (%(matter)s::text is null or matter = %(matter)s)
and (%(cycle)s::text is null or cycle = %(cycle)s)
and (%(criterion)s::text is null or criterion = %(criterion)s)
and (%(plan)s::text is null or plan = %(plan)s)
and (%(code)s::text is null or code = %(code)s)
and (%(state)s::text is null or state = %(state)s)
and (%(person)s::text is null
     or exists (select from discussion_message m where m.log = d.log and m.discussion = d.id
                and m.person = %(person)s)
     or exists (select from discussion_task t where t.log = d.log and t.discussion = d.id
                and t.person = %(person)s))
and (%(office)s::text is null or opened_for = %(office)s
     or exists (select from discussion_task t where t.log = d.log and t.discussion = d.id
                and t.office = %(office)s))
"""
MESSAGES = """
select message, person, org, said_on, text, suspected from discussion_message
where log = %(log)s and discussion = %(id)s order by message
"""
TASK = """
select * from (
    select t.log, t.id, t.version, t.position, t.discussion, t.message, t.person, t.office, t.due,
           t.cycle as asked_cycle, t.group_name as "group",
           t.set_by, t.set_for, t.set_on, t.state, t.ended_by, t.ended_on, t.outcome, d.school,
           d.within_school, d.subject, d.matter, d.cycle, d.criterion, d.of_level, d.indicator,
           d.plan, d.item, d.code, m.text
    from discussion_task t
    join discussion d on d.log = t.log and d.id = t.discussion
    join discussion_message m
        on m.log = t.log and m.discussion = t.discussion and m.message = t.message
) t where log = %(log)s
"""
OF_DISCUSSION = " and discussion = %(id)s order by message"
TASKS = """
and (%(school)s::text is null or school = %(school)s)
and (%(person)s::text is null or person = %(person)s
     or exists (select from discussion_group g where g.log = t.log and g.cycle = t.asked_cycle
                and g.name = t."group" and g.person = %(person)s))
and (%(group)s::text is null or "group" = %(group)s)
and (%(office)s::text is null or office = %(office)s)
and (%(cycle)s::text is null or %(cycle)s in (cycle, asked_cycle))
and (%(set_by)s::text is null or set_by = %(set_by)s)
and (%(set_for)s::text is null or set_for = %(set_for)s)
and (%(state)s::text is null or state = %(state)s)
and (%(due_by)s::date is null or due <= %(due_by)s)
"""
NAMING = ("matter", "cycle", "criterion", "of_level", "indicator", "plan", "item", "code")


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetDiscussion(on=today):
            found = rows(db, DISCUSSION + SEEN + ONE, values)
            return one([_discussion(db, row, values, today) for row in found])
        case ListDiscussions():
            found = listed(db, question, SUMMARY + SEEN + DISCUSSIONS, values)
            return [DiscussionSummary(**_about(row)) for row in found]
        case ListTasks(today=today):
            found = listed(db, question, TASK + SEEN + TASKS, values)
            return [_task(row, today) for row in found]
    assert_never(question)


def _about(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with the columns that name its thing in one."""
    plain = {name: value for name, value in row.items() if name not in NAMING}
    return {**plain, "about": Thing(**{name: row[name] for name in NAMING})}


def _task(row: Mapping[str, Any], today: date) -> TaskView:
    told = _about(row)
    del told["log"]
    told["cycle"] = told.pop("asked_cycle")
    return TaskView(**told, days_left=working_days_left(today, row["due"]))


def _discussion(
    db: Cursor, row: Mapping[str, Any], values: Mapping[str, Any], today: date
) -> DiscussionView:
    messages = tuple(
        MessageView(**{**said, "suspected": tuple(said["suspected"])})
        for said in rows(db, MESSAGES, values)
    )
    tasks = tuple(_task(each, today) for each in rows(db, TASK + OF_DISCUSSION, values))
    return DiscussionView(**_about(row), messages=messages, tasks=tasks)
