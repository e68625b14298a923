"""What review hears of a school's self-assessment, and what it remembers of it."""

from dataclasses import dataclass, replace
from datetime import date

from libs.engine.procedure import Fold
from libs.kernel.messages import Contract, lifted
from services.review.evaluation.filing import Report


@dataclass(frozen=True, slots=True)
class CycleOpened:
    """Assessment: a self-assessment began under a revision of a rule set."""

    rule_set: str
    revision: str
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class ReportApproved:
    """Assessment: the level that a report claims, and what blocks the next one."""

    level: int
    next_level: int | None
    failed: tuple[str, ...]
    unjudged: tuple[str, ...]
    rules: str = lifted("rules")


@dataclass(frozen=True, slots=True)
class ReportSubmitted:
    """Assessment: the approved report counts from this day."""

    submitted_on: date


@dataclass(frozen=True, slots=True)
class Member:
    """Who sits in a council."""

    person: str


@dataclass(frozen=True, slots=True)
class CouncilAppointed:
    """Assessment: who assesses, from now on."""

    members: tuple[Member, ...]


Heard = CycleOpened | CouncilAppointed | ReportApproved | ReportSubmitted
HEARD: Contract[Heard] = Contract(Heard)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A self-assessment as review remembers it: its rule set, then its report.

    The report that was submitted counts until the next version is: `approved` waits for that.
    `council` is who ever sat in it.
    """

    opened: CycleOpened | None = None
    report: Report | None = None
    approved: Report | None = None
    council: frozenset[str] = frozenset()


def _cycle(cycle: Cycle, event: Heard) -> Cycle:
    match event, cycle.opened:
        case CycleOpened(), _:
            return Cycle(event)
        case CouncilAppointed(members), _:
            return replace(cycle, council=cycle.council | {each.person for each in members})
        case ReportApproved(level, next_level, failed, unjudged), CycleOpened(rules=rules) as begun:
            found = (level, next_level, failed, unjudged)
            approved = Report(*found, begun.rule_set, begun.revision, rules, None)
            return replace(cycle, approved=approved)
        case ReportSubmitted(on), _ if cycle.approved is not None:
            return replace(cycle, report=replace(cycle.approved, submitted_on=on))
    return cycle


CYCLE: Fold[Cycle] = Fold("cycle", HEARD, Cycle(), _cycle)
