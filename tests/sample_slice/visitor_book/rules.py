from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, Line
from libs.rights import Right
from tests.sample_slice.visitor_book.events import KEEPER, VisitNoted


@dataclass(frozen=True, slots=True)
class NoteVisit:
    """Note that somebody visited the school."""

    right: ClassVar[Right] = KEEPER

    purpose: Line


COMMANDS: Contract[NoteVisit] = Contract(NoteVisit, unknown="raise")
Visits = tuple[VisitNoted, ...]


def decide(command: NoteVisit, visits: Visits) -> Sequence[VisitNoted]:
    return [VisitNoted(command.purpose)]


def evolve(visits: Visits, event: VisitNoted) -> Visits:
    return (*visits, event)


VISITOR_BOOK: Decider[NoteVisit, Visits, VisitNoted] = Decider((), decide, evolve)
