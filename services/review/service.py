"""The review service: its aggregates, its questions, what it follows. Wiring only."""

from libs.engine.aggregate import Aggregate
from libs.engine.service import Queries, Service
from libs.kernel.messages import Contract
from services.review.evaluation import procedure as evaluation
from services.review.evaluation import rules as domain
from services.review.evaluation.questions import QUERIES, answer
from services.review.evaluation.rules import EVALUATION, RECOGNITION
from services.review.evaluation.tables import project
from services.review.events import EVALUATION_EVENTS, RECOGNITION_EVENTS, SUCCESSION_EVENTS
from services.review.policies import react
from services.review.recognition import procedure as recognition
from services.review.recognition.rules import COMMANDS as RECOGNITION_COMMANDS
from services.review.succession import procedure as succession
from services.review.succession.rules import SUCCESSION, SettleSuccession

EVALUATION_COMMANDS: Contract[domain.Command] = Contract(domain.Command, unknown="raise")
SUCCESSION_COMMANDS: Contract[SettleSuccession] = Contract(SettleSuccession, unknown="raise")


class ReviewService(Service):
    """Carries out commands on evaluations and certificates, and answers questions about them."""

    name = "review"
    aggregates = (
        Aggregate(
            "evaluation", EVALUATION, EVALUATION_COMMANDS, EVALUATION_EVENTS, evaluation.PROCEDURE
        ),
        Aggregate(
            "recognition",
            RECOGNITION,
            RECOGNITION_COMMANDS,
            RECOGNITION_EVENTS,
            recognition.PROCEDURE,
        ),
        Aggregate(
            "succession", SUCCESSION, SUCCESSION_COMMANDS, SUCCESSION_EVENTS, succession.PROCEDURE
        ),
    )
    queries = Queries(QUERIES, answer)
    project = staticmethod(project)
    react = react
