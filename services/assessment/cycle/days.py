"""The days ahead of those who write a self-assessment: the steps of their approved plan."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from libs.engine.questions import OfSchools
from libs.engine.read_tables import Limit, asked, listed
from libs.kernel.messages import Id, given
from libs.log.database import Cursor


@dataclass(frozen=True, slots=True)
class CycleStepView:
    """A step of an approved plan whose last day (`due`, included) is not past."""

    id: str
    version: int
    position: int
    school: str
    cycle: str
    year: int
    name: str
    starts_on: date
    due: date


@dataclass(frozen=True, slots=True)
class ListCycleSteps(OfSchools):
    """Ask for the steps to come in plans of self-assessment, as long as no report is approved.

    Nobody records that a step is done, so one whose day is past is not told of as late.
    """

    category: ClassVar[str] = "cycle_step"
    view: ClassVar[type] = CycleStepView
    school: Id | None = None
    cycle: Id | None = None
    after: Id | None = None
    limit: Limit = 50
    on: date = given("on")


Asked = ListCycleSteps

STEPS = """
select id, version, position, school, cycle, year, name, starts_on, due from (
    select c.id || '_' || lpad(s.n::text, 2, '0') collate "C" as id, c.version, c.position,
           c.school, c.id as cycle, c.year, s.step->>'name' as name,
           (s.step->>'starts_on')::date as starts_on, (s.step->>'due_on')::date as due
    from cycle c cross join lateral
         jsonb_array_elements(c.facts->'PlanApproved'->'steps') with ordinality s (step, n)
    where c.log = %(log)s and c.approved_on is null and c.state <> 'abandoned'
    and (c.recorded->'PlanApproved'->>'version')::integer = c.report_version) as step
where due >= %(on)s
and (%(school)s::text is null or school = %(school)s)
and (%(cycle)s::text is null or cycle = %(cycle)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views, in the order of cycles and of their plans."""
    return [CycleStepView(**row) for row in listed(db, question, STEPS, asked(log, question))]
