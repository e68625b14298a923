"""Self-assessment as a service: the slices it is made of."""

from libs.engine.service import Service
from libs.engine.slices import slices
from services.assessment.policies import react


class AssessmentService(Service):
    """Keeps the evidence, self-assessment cycles, improvement plans and figures of schools."""

    name = "assessment"
    slices = slices("services.assessment", "evidence", "cycle", "improvement_plan", "figures")
    react = react
