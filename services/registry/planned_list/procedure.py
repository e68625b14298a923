"""Planned lists: what a letter lists is what its duty says by then, corrections included."""

from collections.abc import Mapping, Sequence
from dataclasses import fields

from libs.engine.procedure import Act, Ask, Fold, Needs, Procedure
from libs.kernel.messages import Contract
from services.registry.instruction.events import Entry, ObligationCorrected, ObligationCreated
from services.registry.planned_list.events import (
    LineAdjusted,
    LineWithdrawn,
    ListConfirmed,
    ListOpened,
    PlannedListEvent,
    SchoolPlanned,
)
from services.registry.planned_list.rules import (
    AdjustLine,
    Command,
    ConfirmList,
    OpenList,
    Plan,
    PlanFromLetter,
    PlannedList,
    PlanSchools,
    WithdrawLine,
    plan_from_letter,
)

Lists = Mapping[str, tuple[Entry, ...]]
"""The schools that each duty of a letter names, by the duty's code."""


def _lists(lists: Lists, event: ObligationCreated | ObligationCorrected) -> Lists:
    return {**lists, event.code: event.entries}


LISTS: Fold[Lists] = Fold(
    "instruction", Contract(ObligationCreated | ObligationCorrected), {}, _lists
)
_PLAN = tuple(each.name for each in fields(Plan))


def listed(ask: Ask, act: Act, command: PlanFromLetter) -> Sequence[Entry]:
    """Supply the schools that the letter's duty names, none if it has no such duty."""
    return ask.fold(LISTS, command.instruction).get(command.code, ())


def _planned(
    events: Sequence[PlannedListEvent], state: PlannedList, act: Act
) -> PlanSchools | PlanFromLetter:
    """State what came onto the list; of a letter all that it lists: what stood there stays."""
    told = [each for each in events if isinstance(each, SchoolPlanned)]
    letter, duty, reason = told[0].instruction, told[0].obligation, told[0].reason
    owned = {"id": act.id, "owner": act.school}
    if letter is not None and duty is not None:
        return PlanFromLetter(letter, duty, reason, on=act.on, **owned)
    plans = tuple(Plan(**{name: getattr(each, name) for name in _PLAN}) for each in told)
    return PlanSchools(plans, reason, on=act.on, **owned)


PROCEDURE: Procedure[Command, PlannedList, PlannedListEvent] = Procedure(
    {
        ListOpened: OpenList,
        SchoolPlanned: _planned,
        LineAdjusted: AdjustLine,
        LineWithdrawn: WithdrawLine,
        ListConfirmed: ConfirmList,
    },
    needs=(Needs(PlanFromLetter, listed, plan_from_letter),),
    asks=(LISTS,),
)
