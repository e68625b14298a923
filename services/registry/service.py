"""The registry as a service; wiring only."""

from libs.command_handler import Aggregate
from libs.service import Queries, Service
from services.registry import events, projections
from services.registry.domain import assignment, grant, instruction, organisation, school
from services.registry.queries import QUERIES, answer


class RegistryService(Service):
    """Keeps the register of schools, offices, functions, grants and official letters."""

    name = "registry"
    aggregates = (
        Aggregate("school", school.SCHOOL, school.COMMANDS, events.SCHOOL_EVENTS),
        Aggregate(
            "organisation",
            organisation.ORGANISATION,
            organisation.COMMANDS,
            events.ORGANISATION_EVENTS,
        ),
        Aggregate(
            "assignment", assignment.ASSIGNMENT, assignment.COMMANDS, events.ASSIGNMENT_EVENTS
        ),
        Aggregate("grant", grant.GRANT, grant.COMMANDS, events.GRANT_EVENTS),
        Aggregate(
            "instruction", instruction.INSTRUCTION, instruction.COMMANDS, events.INSTRUCTION_EVENTS
        ),
    )
    queries = Queries(QUERIES, answer)
    project = staticmethod(projections.project)
