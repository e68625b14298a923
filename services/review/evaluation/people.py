"""Who is an evaluator on a day, and who is or was in a council of the school: asked of a team."""

from datetime import date
from typing import get_args

from libs.engine.procedure import Act, Ask
from libs.law.standards import external_review
from libs.rights import live_on
from services.review.evaluation.self_assessment import CYCLE
from services.review.shared.fields import EducationStage


def council(ask: Ask, act: Act) -> frozenset[str]:
    """Return who is or was in a council of the school, for a report that the case may rest on."""
    year = act.id.partition("_")[2]
    if not year.isdecimal():
        return frozenset()
    back, _ = external_review.report_years_back()
    stages = ("", *(f"_{stage}" for stage in get_args(EducationStage)))
    cycles = (
        f"{act.school}_{of}{stage}"
        for of in range(int(year) - back, int(year) + 1)
        for stage in stages
    )
    return frozenset[str]().union(*(ask.fold(CYCLE, cycle).council for cycle in cycles))


def evaluates(ask: Ask, person: str, on: date) -> bool:
    """Return whether somebody has the role of an evaluator on a day."""
    return any(role.name == "evaluator" for role in live_on(ask.read, person, on))
