"""Self-assessment as a service; wiring only."""

from libs.engine.aggregate import Aggregate
from libs.engine.service import Queries, Service
from services.assessment import events, procedure
from services.assessment import tables as projections
from services.assessment.cycle import rules as cycle
from services.assessment.evidence import rules as evidence
from services.assessment.questions import QUERIES, answer


class AssessmentService(Service):
    """Keeps the evidence and the self-assessment cycles of schools."""

    name = "assessment"
    aggregates = (
        Aggregate(
            "evidence",
            evidence.EVIDENCE,
            evidence.COMMANDS,
            events.EVIDENCE_EVENTS,
            procedure.EVIDENCE,
        ),
        Aggregate("cycle", cycle.CYCLE, cycle.COMMANDS, events.CYCLE_EVENTS, procedure.CYCLE),
    )
    queries = Queries(QUERIES, answer)
    project = staticmethod(projections.project)
