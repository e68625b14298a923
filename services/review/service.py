"""The review service: its aggregates, its questions, what it follows. Wiring only."""

from libs.aggregate import Aggregate
from libs.contract import Contract
from libs.service import Queries, Service
from services.review import domain
from services.review.domain import EVALUATION, RECOGNITION, recognition
from services.review.domain.succession import SUCCESSION, SettleSuccession
from services.review.events import EVALUATION_EVENTS, RECOGNITION_EVENTS, SUCCESSION_EVENTS
from services.review.facts import facts
from services.review.policies import react
from services.review.projections import project
from services.review.queries import QUERIES, answer

EVALUATION_COMMANDS: Contract[domain.Command] = Contract(domain.Command, unknown="raise")
SUCCESSION_COMMANDS: Contract[SettleSuccession] = Contract(SettleSuccession, unknown="raise")


class ReviewService(Service):
    """Carries out commands on evaluations and certificates, and answers questions about them."""

    name = "review"
    aggregates = (
        Aggregate("evaluation", EVALUATION, EVALUATION_COMMANDS, EVALUATION_EVENTS),
        Aggregate("recognition", RECOGNITION, recognition.COMMANDS, RECOGNITION_EVENTS),
        Aggregate("succession", SUCCESSION, SUCCESSION_COMMANDS, SUCCESSION_EVENTS),
    )
    queries = Queries(QUERIES, answer)
    project = staticmethod(project)
    react = staticmethod(react)
    facts = staticmethod(facts)
