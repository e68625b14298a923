"""Functions of an area: who gets one must be in the register; which ones an office holds."""

from datetime import date

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import OFFICE
from libs.engine.rules import RULES_ADOPTED, rules_at
from libs.kernel.messages import Contract
from libs.kernel.periods import Period
from services.registry.assignment import rules as assignment
from services.registry.assignment.events import (
    ASSIGNMENT_EVENTS,
    AssignmentEvent,
    FunctionAssigned,
    FunctionEnded,
)
from services.registry.assignment.rules import (
    AssignFunction,
    Assignment,
    Command,
    EndFunction,
    Holder,
)
from services.registry.shared.known_offices import offices


class Functions:
    """Which assignments name an office, across all streams."""

    heard: Contract[AssignmentEvent] = ASSIGNMENT_EVENTS

    def __init__(self) -> None:
        self._states: dict[str, Assignment] = {}
        self._of: dict[str, set[str]] = {}

    def learn(self, stream: str, event: AssignmentEvent, act: Act) -> None:
        """Take in that a function was given or ended."""
        state = self._states.get(act.id, assignment.ASSIGNMENT.initial)
        self._states[act.id] = assignment.ASSIGNMENT.evolve(state, event)
        self._of.setdefault(event.holder, set()).add(act.id)

    def held(self, office: str, on: date) -> tuple[str, ...]:
        """Return the assignments in which an office holds something on some day from `on`."""
        since = Period(on)
        return tuple(
            id
            for id in sorted(self._of.get(office, ()))
            if any(each.value.holder == office for each in self._states[id].meeting(since))
        )


def holder(ask: Ask, act: Act, command: AssignFunction) -> Holder:
    """Supply the office that is to hold the function."""
    office = ask.fold(OFFICE, command.holder)
    named = offices(ask, [command.holder])
    return Holder(rules_at(ask, act), named, office.kind, office.area)


PROCEDURE: Procedure[Command, Assignment, AssignmentEvent] = Procedure(
    {FunctionAssigned: AssignFunction, FunctionEnded: EndFunction},
    needs=(Needs(AssignFunction, holder, assignment.assign),),
    asks=(OFFICE, RULES_ADOPTED),
)
