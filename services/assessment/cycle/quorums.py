"""What a province or commune states of votes in self-assessment councils, heard of the registry."""

from dataclasses import dataclass
from datetime import date

from libs.engine.procedure import Act, Ask, Fold
from libs.kernel.messages import Contract
from libs.kernel.periods import Period, Timeline
from libs.rights.schools import school_in
from services.assessment.cycle.votes import Quorum


@dataclass(frozen=True, slots=True)
class QuorumStated:
    """Registry: from `starts` on councils of schools of these kinds in the area vote so."""

    kinds: tuple[str, ...]
    voting_percent: int
    in_favour_percent: int
    basis: str
    starts: date


@dataclass(frozen=True, slots=True)
class QuorumWithdrawn:
    """Registry: nothing is asked of votes in the area any more; `ends` is the first day without."""

    ends: date


Heard = QuorumStated | QuorumWithdrawn
Stated = Timeline[QuorumStated]


def _stated(stated: Stated, event: Heard) -> Stated:
    match event:
        case QuorumStated():
            ended = stated.end(lambda _: True, event.starts)
            return ended.begin(event, Period(event.starts))
        case QuorumWithdrawn(ends):
            return stated.end(lambda _: True, ends)


QUORUM: Fold[Stated] = Fold("quorum", Contract(Heard), Timeline(), _stated)
"""What was stated of an area, over time."""


def quorum(ask: Ask, act: Act) -> Quorum | None:
    """Return what is asked of a school's council on the act's day, None if nothing is.

    The smallest of its areas that states anything for its kind counts.
    """
    school = school_in(ask.read, act.school)
    if school is None:
        return None
    kind = school.kind_on(act.on)
    for area in school.areas_on(act.on):
        for each in ask.fold(QUORUM, area).on(act.on):
            if kind in each.kinds:
                return Quorum(each.voting_percent, each.in_favour_percent, each.basis)
    return None
