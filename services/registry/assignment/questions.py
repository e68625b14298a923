"""Questions about who holds which function."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import Public
from libs.engine.read_tables import ONE, PAGE, Limit, asked, one, rows
from libs.kernel.messages import Id
from libs.log.database import Cursor
from services.registry.shared.fields import Area, Function


@dataclass(frozen=True, slots=True)
class AssignmentTerm:
    """Who holds the function for which kinds, from `starts` to the day before `ends`."""

    holder: str
    kinds: tuple[str, ...]
    starts: date
    ends: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """Every term, past and future, of a function in an area, in the order in which they came."""

    id: str
    version: int
    position: int
    function: str
    area: str
    terms: tuple[AssignmentTerm, ...]


@dataclass(frozen=True, slots=True)
class GetAssignment(Public):
    """Ask who holds a function in an area, from when to when; `id` is `<function>_<area>`."""

    category: ClassVar[str] = "assignment"
    view: ClassVar[type] = AssignmentView
    id: Id


@dataclass(frozen=True, slots=True)
class ListAssignments(Public):
    """Ask for assignments of a function, in an area, ever held by an office."""

    category: ClassVar[str] = "assignment"
    view: ClassVar[type] = AssignmentView
    many: ClassVar[bool] = True
    function: Function | None = None
    area: Area | None = None
    holder: Id | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetAssignment | ListAssignments

ASSIGNMENT = """
select id, version, position, function, area from assignment where log = %(log)s
"""
ASSIGNMENTS = """
and (%(function)s::text is null or function = %(function)s)
and (%(area)s::text is null or area = %(area)s)
and (%(holder)s::text is null or exists (
    select from assignment_term t
    where t.log = assignment.log and t.assignment = assignment.id and t.holder = %(holder)s))
"""
ASSIGNMENT_TERMS = """
select assignment, holder, kinds, starts, ends, basis from assignment_term
where log = %(log)s and assignment = any(%(ids)s) order by assignment, version
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetAssignment():
            return one(_assignments(db, ASSIGNMENT + ONE, values))
        case ListAssignments():
            return _assignments(db, ASSIGNMENT + ASSIGNMENTS + PAGE, values)
    assert_never(question)


def _assignments(db: Cursor, sql: str, values: Mapping[str, Any]) -> list[AssignmentView]:
    found = {row["id"]: row for row in rows(db, sql, values)}
    terms: dict[str, list[AssignmentTerm]] = {id: [] for id in found}
    for term in rows(db, ASSIGNMENT_TERMS, {"log": values["log"], "ids": list(found)}):
        held = terms[term.pop("assignment")]
        held.append(AssignmentTerm(**term | {"kinds": tuple(term["kinds"])}))
    return [AssignmentView(**row, terms=tuple(terms[id])) for id, row in found.items()]
