"""The disclosure service: its aggregate, its questions, what it follows. Wiring only."""

from libs.aggregate import Aggregate
from libs.contract import Contract
from libs.service import Queries, Service
from services.disclosure.domain import PUBLICATION, Command
from services.disclosure.events import EVENTS
from services.disclosure.facts import facts
from services.disclosure.policies import react
from services.disclosure.projections import project
from services.disclosure.queries import QUERIES, answer

COMMANDS: Contract[Command] = Contract(Command, unknown="raise")


class DisclosureService(Service):
    """Publishes recognitions and answers anybody who asks about them."""

    name = "disclosure"
    aggregates = (Aggregate("publication", PUBLICATION, COMMANDS, EVENTS),)
    queries = Queries(QUERIES, answer)
    project = staticmethod(project)
    react = staticmethod(react)
    facts = staticmethod(facts)
