"""The registry's questions, and their answers from its read tables; a module for each aggregate.

A view's `id` is its stream's; `version` and `position` are those of the stream's last event. Lists
are sorted by id.
"""

from collections.abc import Callable
from typing import Any

from libs.kernel.messages import Contract
from libs.log.database import Cursor
from services.registry.assignment import questions as assignment
from services.registry.contact import questions as contact
from services.registry.grant import questions as grant
from services.registry.headcount import questions as headcount
from services.registry.help_request import questions as help_request
from services.registry.holder import questions as holder
from services.registry.instruction import deadlines
from services.registry.instruction import questions as instruction
from services.registry.lineage import questions as lineage
from services.registry.nomination import questions as nomination
from services.registry.organisation import questions as organisation
from services.registry.person import questions as person
from services.registry.planned_list import questions as planned_list
from services.registry.roadmap import questions as roadmap
from services.registry.school import questions as school
from services.registry.search import questions as search
from services.registry.training import questions as training

Query = (
    school.Asked
    | lineage.Asked
    | organisation.Asked
    | assignment.Asked
    | holder.Asked
    | grant.Asked
    | person.Asked
    | instruction.Asked
    | deadlines.Asked
    | search.Asked
    | training.Asked
    | headcount.Asked
    | roadmap.Asked
    | planned_list.Asked
    | contact.Asked
    | help_request.Asked
    | nomination.Asked
)
QUERIES: Contract[Query] = Contract(Query, unknown="raise")

_ANSWERS: dict[str, Callable[[Cursor, str, Any], Any]] = {
    "school": school.answer,
    "lineage": lineage.answer,
    "organisation": organisation.answer,
    "assignment": assignment.answer,
    "holder": holder.answer,
    "grant": grant.answer,
    "person": person.answer,
    "instruction": instruction.answer,
    "deadline": deadlines.answer,
    "search": search.answer,
    "training": training.answer,
    "trained_person": training.answer,
    "training_coverage": training.answer,
    "training_total": training.answer,
    "headcount": headcount.answer,
    "roadmap": roadmap.answer,
    "roadmap_coverage": roadmap.answer,
    "roadmap_progress": roadmap.answer,
    "plannedlist": planned_list.answer,
    "planned_line": planned_list.answer,
    "contact": contact.answer,
    "school_contact": contact.answer,
    "helprequest": help_request.answer,
    "nominee": nomination.answer,
}


def answer(db: Cursor, log: str, question: Query) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    return _ANSWERS[question.category](db, log, question)
