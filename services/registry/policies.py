"""What follows in the registry from its own events: what a lineage act means for each school."""

from collections.abc import Iterable

from libs.eventlog import Recorded
from services.registry.domain.school.succession import (
    Command,
    RecordClosure,
    RecordMerger,
    RecordOrigin,
    RecordSplit,
)
from services.registry.events.lineage import (
    LINEAGE_EVENTS,
    ClosureDecided,
    MergerDecided,
    SplitDecided,
)


def react(event: Recorded) -> Iterable[tuple[str, Command]]:
    """Yield, for an act of the lineage, what each school records of it and in which stream.

    The successors come first: who reads of an ending finds its successors informed.
    """
    match LINEAGE_EVENTS.event(event.envelope):
        case MergerDecided(predecessors, successor, form, starts, basis):
            yield f"school-{successor}", RecordMerger(predecessors, form, starts, basis)
            for id in predecessors:
                closure = RecordClosure(form, starts, (successor,), predecessors, basis)
                yield f"school-{id}", closure
        case SplitDecided(school, successors, form, starts, basis):
            for id in successors:
                yield f"school-{id}", RecordOrigin(school, form, starts, basis)
            if form == "split":
                yield (
                    f"school-{school}",
                    RecordClosure("split", starts, successors, (school,), basis),
                )
            else:
                yield f"school-{school}", RecordSplit(successors, starts, basis)
        case ClosureDecided(school, ends, basis):
            yield f"school-{school}", RecordClosure("dissolved", ends, (), (school,), basis)
