"""The registry as a service; wiring only."""

from libs.command_handler import Aggregate
from libs.service import Queries, Service
from services.registry import projections
from services.registry.domain import assignment, grant, instruction, organisation, school
from services.registry.events.assignment import ASSIGNMENT_EVENTS
from services.registry.events.grant import GRANT_EVENTS
from services.registry.events.instruction import INSTRUCTION_EVENTS
from services.registry.events.organisation import ORGANISATION_EVENTS
from services.registry.events.school import SCHOOL_EVENTS
from services.registry.facts import facts
from services.registry.queries import QUERIES, answer


class RegistryService(Service):
    """Keeps the register of schools, offices, functions, grants and official letters."""

    name = "registry"
    aggregates = (
        Aggregate("school", school.SCHOOL, school.COMMANDS, SCHOOL_EVENTS),
        Aggregate(
            "organisation", organisation.ORGANISATION, organisation.COMMANDS, ORGANISATION_EVENTS
        ),
        Aggregate("assignment", assignment.ASSIGNMENT, assignment.COMMANDS, ASSIGNMENT_EVENTS),
        Aggregate("grant", grant.GRANT, grant.COMMANDS, GRANT_EVENTS),
        Aggregate("instruction", instruction.INSTRUCTION, instruction.COMMANDS, INSTRUCTION_EVENTS),
    )
    queries = Queries(QUERIES, answer)
    project = staticmethod(projections.project)
    facts = staticmethod(facts)
