"""What follows in the registry from its own events: what a lineage act means for each school."""

from libs.engine.reactions import Reaction, Reactions, Told
from libs.log.entry import Recorded
from services.registry.lineage.events import ClosureDecided, MergerDecided, SplitDecided
from services.registry.school.succession import (
    RecordClosure,
    RecordMerger,
    RecordOrigin,
    RecordSplit,
)


def _merged(event: MergerDecided, _: Recorded) -> Told:
    """Yield what each school records; the successors come first, so that who reads of an ending
    finds its successors informed."""
    schools, successor, starts, basis = (
        event.predecessors,
        event.successor,
        event.starts,
        event.basis,
    )
    yield f"school-{successor}", RecordMerger(schools, event.form, starts, basis)
    for id in schools:
        yield f"school-{id}", RecordClosure(event.form, starts, (successor,), schools, basis)


def _divided(event: SplitDecided, _: Recorded) -> Told:
    school, successors, starts, basis = event.school, event.successors, event.starts, event.basis
    for id in successors:
        yield f"school-{id}", RecordOrigin(school, event.form, starts, basis)
    if event.form == "split":
        closure = RecordClosure("split", starts, successors, (school,), basis)
        yield f"school-{school}", closure
    else:
        yield f"school-{school}", RecordSplit(successors, starts, basis)


def _closed(event: ClosureDecided, _: Recorded) -> Told:
    closure = RecordClosure("dissolved", event.ends, (), (event.school,), event.basis)
    yield f"school-{event.school}", closure


react = Reactions(
    Reaction(MergerDecided, _merged),
    Reaction(SplitDecided, _divided),
    Reaction(ClosureDecided, _closed),
)
