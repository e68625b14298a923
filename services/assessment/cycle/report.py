"""What others remember of a cycle: its last approved report."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from libs.engine.procedure import Fold
from libs.kernel.messages import Contract
from libs.law.standards.levels import name
from services.assessment.cycle.events.council import CycleOpened
from services.assessment.cycle.events.report import ReportApproved
from services.assessment.cycle.events.work import (
    ElementTicked,
    IndicatorJudged,
    SheetCarriedOver,
    SheetRecorded,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What an approved report says of its criteria.

    `sheets` are the criteria it has a sheet of, `noted` those with a weakness in words, `unmet`
    what is not met of each: indicators by name, content elements by id.
    """

    year: int
    rules: str
    approved_on: date
    sheets: tuple[str, ...]
    noted: frozenset[str]
    unmet: Mapping[str, frozenset[str]]

    def has_weakness(self, criterion: str) -> bool:
        """Return whether there is something to be put right."""
        return criterion in self.noted or bool(self.unmet.get(criterion))


@dataclass(frozen=True, slots=True)
class Assessed:
    """A cycle on its way, and its last approved report, which stays while it is worked on again."""

    opened: CycleOpened | None = None
    sheets: Mapping[str, bool] = field(default_factory=dict)
    unmet: Mapping[str, frozenset[str]] = field(default_factory=dict)
    report: Report | None = None


Cycled = (
    CycleOpened
    | SheetRecorded
    | SheetCarriedOver
    | IndicatorJudged
    | ElementTicked
    | ReportApproved
)


def _assessed(cycle: Assessed, event: Cycled) -> Assessed:
    match event:
        case CycleOpened():
            # One that was given up and opened anew begins from nothing, its last report apart.
            return Assessed(event, report=cycle.report)
        case (
            SheetRecorded(criterion, weaknesses=weaknesses, clauses=clauses)
            | SheetCarriedOver(criterion=criterion, weaknesses=weaknesses, clauses=clauses)
        ):
            told = (weaknesses, *(each.weaknesses for each in clauses))
            return replace(cycle, sheets={**cycle.sheets, criterion: any(map(str.strip, told))})
        case IndicatorJudged(criterion, level, indicator, met):
            return _found(cycle, criterion, name(criterion, level, indicator), not met)
        case ElementTicked(criterion, element, verdict):
            return _found(cycle, criterion, element, verdict == "not_met")
        case ReportApproved(approved_on=on):
            if cycle.opened is None:
                return cycle
            noted = frozenset(c for c, weak in cycle.sheets.items() if weak)
            said = (tuple(cycle.sheets), noted, cycle.unmet)
            return replace(cycle, report=Report(cycle.opened.year, cycle.opened.rules, on, *said))


def _found(cycle: Assessed, criterion: str, one: str, lacking: bool) -> Assessed:
    """Return the cycle in which something of a criterion is not met, or no longer so."""
    before = cycle.unmet.get(criterion, frozenset())
    now = before | {one} if lacking else before - {one}
    return replace(cycle, unmet={**cycle.unmet, criterion: now})


REPORTS: Fold[Assessed] = Fold("cycle", Contract(Cycled), Assessed(), _assessed)
