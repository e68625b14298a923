"""The question what teams recommended to schools, and how it stands with that."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from libs.engine.questions import OfSchools
from libs.engine.read_tables import Limit, asked, listed
from libs.kernel.messages import Id, given
from libs.law.standards.levels import CriterionCode
from libs.log.database import Cursor
from services.assessment.improvement_plan.events import FollowUp
from services.assessment.improvement_plan.questions import IN_AREA
from services.assessment.shared.fields import Area


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """What a team recommended at a criterion, told the school on `told_on`; how it stands with it.

    `plans` have taken it up as something to be done; `followed_in` is the plan that said last.
    """

    id: str
    position: int
    school: str
    evaluation: str
    criterion: str
    text: str
    told_on: date
    state: FollowUp
    note: str
    evidence: tuple[str, ...]
    followed_in: str | None
    plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListPlanRecommendations(OfSchools):
    """Ask what teams recommended: to a school, in an evaluation, at a criterion, in an area; of a
    state; taken up in no plan yet, or in one."""

    category: ClassVar[str] = "plan_recommendation"
    view: ClassVar[type] = RecommendationView
    school: Id | None = None
    evaluation: Id | None = None
    criterion: CriterionCode | None = None
    area: Area | None = None
    state: FollowUp | None = None
    taken_up: bool | None = None
    after: Id | None = None
    limit: Limit = 50
    on: date = given("on")


Asked = ListPlanRecommendations

TAKEN_UP = """
array(select i.plan from plan_item i where i.log = r.log and i.evaluation = r.evaluation
      and i.criterion = r.criterion order by i.plan, i.item)
"""
RECOMMENDATIONS = f"""
select * from (
    select (evaluation || '_' || replace(criterion, '.', '_')) collate "C" as id, position, school,
           evaluation, criterion, text, told_on, state, note, evidence, followed_in,
           {TAKEN_UP} as plans
    from team_recommendation r where log = %(log)s and told_on is not null) r
where (%(school)s::text is null or school = %(school)s)
and (%(evaluation)s::text is null or evaluation = %(evaluation)s)
and (%(criterion)s::text is null or criterion = %(criterion)s)
and (%(state)s::text is null or state = %(state)s)
and (%(taken_up)s::boolean is null or (cardinality(plans) > 0) = %(taken_up)s)
and {IN_AREA.format(school="r.school")}
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the list of views, sorted by id."""
    found = listed(db, question, RECOMMENDATIONS, asked(log, question))
    lists = ("evidence", "plans")
    return [RecommendationView(**row | {name: tuple(row[name]) for name in lists}) for row in found]
