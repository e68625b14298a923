"""How a discussion stands, made of its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, assert_never

from services.assessment.discussion.events import (
    DiscussionClosed,
    DiscussionEvent,
    DiscussionOpened,
    MessageAdded,
    TaskDone,
    TaskSet,
    TaskWithdrawn,
)

State = Literal["open", "closed"]
TaskState = Literal["open", "done", "taken_back"]


@dataclass(frozen=True, slots=True)
class Task:
    """What a message asks for, and what became of it; `ended` is the event that ended it."""

    set: TaskSet
    ended: TaskDone | TaskWithdrawn | None = None


@dataclass(frozen=True, slots=True)
class Discussion:
    """Who talks about what, how many messages there are, and the tasks by their message."""

    opened: DiscussionOpened | None = None
    messages: int = 0
    tasks: Mapping[int, Task] = field(default_factory=dict)
    closed: DiscussionClosed | None = None

    @property
    def awaited(self) -> tuple[int, ...]:
        """The messages whose tasks are still open."""
        return tuple(number for number, task in self.tasks.items() if task.ended is None)


def evolve(discussion: Discussion, event: DiscussionEvent) -> Discussion:
    """Return the discussion after `event`."""
    match event:
        case DiscussionOpened():
            return Discussion(event, messages=1)
        case MessageAdded(message):
            return replace(discussion, messages=message)
        case TaskSet(message):
            return replace(discussion, tasks={**discussion.tasks, message: Task(event)})
        case TaskDone(message) | TaskWithdrawn(message):
            task = replace(discussion.tasks[message], ended=event)
            return replace(discussion, tasks={**discussion.tasks, message: task})
        case DiscussionClosed():
            return replace(discussion, closed=event)
    assert_never(event)
