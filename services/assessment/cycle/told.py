"""What others know of a cycle: under which rules it stands, and which evidence it cites."""

from collections.abc import Mapping

from libs.engine.procedure import Fold
from libs.kernel.messages import Contract
from libs.law.standards.levels import Key
from services.assessment.cycle.events.council import CycleOpened
from services.assessment.cycle.events.work import IndicatorJudged

Cited = Mapping[Key, tuple[str, ...]]
"""The codes that each judged indicator cites."""


def _cite(cited: Cited, event: CycleOpened | IndicatorJudged) -> Cited:
    if isinstance(event, CycleOpened):
        # One that was given up and opened anew cites nothing yet.
        return {}
    return {**cited, (event.criterion, event.level, event.indicator): event.evidence}


PINNED_RULES: Fold[str] = Fold("cycle", Contract(CycleOpened), "", lambda _, opened: opened.rules)
"""The hash of the rule set that a cycle stays under, empty before it is open."""
CITED: Fold[Cited] = Fold("cycle", Contract(CycleOpened | IndicatorJudged), {}, _cite)
