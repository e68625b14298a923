"""What self-assessment does by itself: the evidence of a report that is handed in is locked."""

from libs.engine.reactions import Reaction, Reactions, Told
from libs.log.entry import Recorded
from libs.rights import school_of
from services.assessment.cycle.events.report import ReportSubmitted
from services.assessment.evidence.manifest import LockManifest


def _submitted(submitted: ReportSubmitted, entry: Recorded) -> Told:
    cycle = entry.stream.partition("-")[2]
    yield f"evidence-{school_of(entry.stream)}", LockManifest(cycle)


react = Reactions(Reaction(ReportSubmitted, _submitted))
