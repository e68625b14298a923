"""The disclosure service: its aggregate, its questions, what it follows. Wiring only."""

from libs.engine.aggregate import Aggregate
from libs.engine.service import Queries, Service
from libs.kernel.messages import Contract
from services.disclosure.policies import react
from services.disclosure.publication import procedure
from services.disclosure.publication.events import EVENTS
from services.disclosure.publication.questions import QUERIES, answer
from services.disclosure.publication.rules import PUBLICATION, Command
from services.disclosure.publication.tables import project

COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


class DisclosureService(Service):
    """Publishes recognitions and answers anybody who asks about them."""

    name = "disclosure"
    aggregates = (Aggregate("publication", PUBLICATION, COMMANDS, EVENTS, procedure.PUBLICATION),)
    queries = Queries(QUERIES, answer)
    project = staticmethod(project)
    react = react
