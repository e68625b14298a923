"""What a plan must know of others: reports, recommendations, earlier plans, people, evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from libs.engine.procedure import Act, Ask, Fold
from libs.kernel.messages import Contract
from services.assessment.cycle.report import REPORTS, Report
from services.assessment.improvement_plan.events import (
    PLAN_EVENTS,
    BasedOn,
    ImprovementPlanDrafted,
    ImprovementPlanReported,
    PlanEvent,
    PlanItemAdded,
    RecommendationFollowed,
)
from services.assessment.improvement_plan.state import Recommendation

YEARS = 6
"""How many school years recommendations are followed for: a recognition's five, and one more."""


@dataclass(frozen=True, slots=True)
class FindingRecorded:
    """Review: what a team recommends at a criterion, last said last."""

    criterion: str
    recommendations: str


@dataclass(frozen=True, slots=True)
class DraftSent:
    """Review: what the team found went to the school."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What a team recommends, by criterion, and whether the school has been told."""

    told: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)


def _evaluated(case: Evaluated, event: FindingRecorded | DraftSent) -> Evaluated:
    match event:
        case FindingRecorded(criterion, recommendations):
            return replace(case, texts={**case.texts, criterion: recommendations.strip()})
        case DraftSent():
            return replace(case, told=True)


EVALUATED: Fold[Evaluated] = Fold(
    "evaluation", Contract(FindingRecorded | DraftSent), Evaluated(), _evaluated
)


@dataclass(frozen=True, slots=True)
class Past:
    """A plan as that of the next year remembers it."""

    reports: tuple[BasedOn, ...] = ()
    taken_up: Mapping[int, Recommendation] = field(default_factory=dict)
    next_year: frozenset[int] = frozenset()
    settled: Mapping[Recommendation, bool] = field(default_factory=dict)
    """By recommendation, whether it needs nothing more."""


def _past(plan: Past, event: PlanEvent) -> Past:
    match event:
        case ImprovementPlanDrafted(reports=reports):
            return replace(plan, reports=reports)
        case PlanItemAdded(item, criterion=str(criterion), evaluation=str(evaluation)):
            return replace(plan, taken_up={**plan.taken_up, item: (evaluation, criterion)})
        case RecommendationFollowed(evaluation, criterion, state):
            settled = {**plan.settled, (evaluation, criterion): state != "open"}
            return replace(plan, settled=settled)
        case ImprovementPlanReported(outcomes):
            became = {each.item: each.outcome for each in outcomes}
            done = {
                recommendation: True
                for item, recommendation in plan.taken_up.items()
                if became.get(item) == "completed"
            }
            moved = frozenset(n for n, outcome in became.items() if outcome == "next_year")
            return replace(plan, next_year=moved, settled={**done, **plan.settled})
    return plan


PAST: Fold[Past] = Fold("improvement_plan", PLAN_EVENTS, Past(), _past)


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """Registry: somebody is in the register of people."""


@dataclass(frozen=True, slots=True)
class PersonErased:
    """Registry: who somebody is was forgotten."""


def _person(there: bool, event: PersonRegistered | PersonErased) -> bool:
    return isinstance(event, PersonRegistered)


PERSON: Fold[bool] = Fold("person", Contract(PersonRegistered | PersonErased), False, _person)

FOLDS: tuple[Fold[Any], ...] = (REPORTS, EVALUATED, PAST, PERSON)


def reports(ask: Ask, cycles: Iterable[str]) -> dict[str, Report]:
    """Return the approved report of each cycle that has one."""
    found = ((cycle, ask.fold(REPORTS, cycle).report) for cycle in cycles)
    return {cycle: report for cycle, report in found if report is not None}


def based_on(ask: Ask, act: Act) -> dict[str, Report]:
    """Return the reports that the act's plan rests on, as they stand now."""
    return reports(ask, (each.cycle for each in ask.fold(PAST, act.id).reports))


def year_of(act: Act) -> int:
    """Return the school year in the id of the act's plan, 0 for an id that is none."""
    _, _, year = act.id.rpartition("_")
    return int(year) if year.isdecimal() and len(year) == 4 else 0


def recommended(ask: Ask, act: Act) -> dict[Recommendation, str]:
    """Return what teams recommended to the school in the last years and told it."""
    year = year_of(act)
    found: dict[Recommendation, str] = {}
    for each in range(year - YEARS + 1, year + 1):
        evaluation = f"{act.school}_{each}"
        case = ask.fold(EVALUATED, evaluation)
        if case.told:
            found |= {
                (evaluation, criterion): text for criterion, text in case.texts.items() if text
            }
    return found


def still_open(ask: Ask, act: Act) -> tuple[Recommendation, ...]:
    """Return the recommendations that no earlier plan has settled, in order."""
    year = year_of(act)
    settled: dict[Recommendation, bool] = {}
    for each in range(year - YEARS + 1, year):
        settled |= ask.fold(PAST, f"{act.school}_{each}").settled
    return tuple(sorted(key for key in recommended(ask, act) if not settled.get(key)))


def next_year_of_last(ask: Ask, act: Act) -> frozenset[int]:
    """Return what the plan of the year before passed on to this one."""
    return ask.fold(PAST, f"{act.school}_{year_of(act) - 1}").next_year


def unregistered(ask: Ask, persons: Iterable[str]) -> frozenset[str]:
    """Return those of the persons that the register does not have."""
    return frozenset(each for each in persons if not ask.fold(PERSON, each[2:]))
