"""Mergers, divisions, closures: every school that an act names must be in the register."""

from libs.engine.procedure import Act, Ask, Fold, Needs, Procedure
from libs.engine.rules import RULES_ADOPTED, rules_at
from services.registry.lineage import rules as lineage
from services.registry.lineage.events import (
    ClosureDecided,
    LineageEvent,
    MergerDecided,
    SplitDecided,
)
from services.registry.lineage.rules import (
    CloseSchool,
    Command,
    Lineage,
    MergeSchools,
    Named,
    SplitSchool,
)
from services.registry.school.events import SCHOOL_EVENTS

REGISTERED: Fold[bool] = Fold("school", SCHOOL_EVENTS, False, lambda *_: True)


def named(ask: Ask, act: Act, command: Command) -> Named:
    """Supply which of the schools that an act names are not in the register."""
    schools = lineage.schools_of(command)
    unregistered = frozenset(id for id in schools if not ask.fold(REGISTERED, id))
    return Named(unregistered, rules_at(ask, act))


PROCEDURE: Procedure[Command, Lineage, LineageEvent] = Procedure(
    {MergerDecided: MergeSchools, SplitDecided: SplitSchool, ClosureDecided: CloseSchool},
    needs=(
        Needs(MergeSchools, named, lineage.decide),
        Needs(SplitSchool, named, lineage.decide),
        Needs(CloseSchool, named, lineage.decide),
    ),
    asks=(REGISTERED, RULES_ADOPTED),
)
