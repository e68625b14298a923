"""Self-assessment as a service: the slices it is made of."""

from libs.engine.service import Service
from libs.engine.slices import slices


class AssessmentService(Service):
    """Keeps the evidence and the self-assessment cycles and figures of schools."""

    name = "assessment"
    slices = slices("services.assessment", "evidence", "cycle", "figures")
