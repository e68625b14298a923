"""The registry's questions, and their answers from its read tables; a module for each aggregate.

A view's `id` is its stream's; `version` and `position` are those of the stream's last event. Lists
are sorted by id.
"""

from collections.abc import Callable
from typing import Any

from libs.contract import Contract
from libs.postgres import Cursor
from services.registry.queries import (
    assignment,
    deadline,
    grant,
    holder,
    instruction,
    organisation,
    school,
)

Query = (
    school.Asked
    | organisation.Asked
    | assignment.Asked
    | holder.Asked
    | grant.Asked
    | instruction.Asked
    | deadline.Asked
)
QUERIES: Contract[Query] = Contract(Query, unknown="raise")

_ANSWERS: dict[str, Callable[[Cursor, str, Any], Any]] = {
    "school": school.answer,
    "organisation": organisation.answer,
    "assignment": assignment.answer,
    "holder": holder.answer,
    "grant": grant.answer,
    "instruction": instruction.answer,
    "deadline": deadline.answer,
}


def answer(db: Cursor, log: str, question: Query) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    return _ANSWERS[question.category](db, log, question)
