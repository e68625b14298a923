"""Self-assessment as a service: the slices it is made of."""

from libs.engine.service import Service
from libs.engine.slices import slices
from services.assessment.policies import react


class AssessmentService(Service):
    """Keeps schools' evidence, self-assessments, improvement plans, figures and discussions."""

    name = "assessment"
    slices = slices(
        "services.assessment", "evidence", "cycle", "improvement_plan", "figures", "discussion"
    )
    react = react
