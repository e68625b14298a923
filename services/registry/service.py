"""The registry as a service; wiring only."""

from libs.engine.aggregate import Aggregate
from libs.engine.service import Queries, Service
from services.registry import procedure, projections
from services.registry.domain import (
    assignment,
    contact,
    grant,
    headcount,
    help_request,
    instruction,
    lineage,
    nomination,
    organisation,
    person,
    planned_list,
    roadmap,
    school,
    training,
)
from services.registry.events.assignment import ASSIGNMENT_EVENTS
from services.registry.events.contact import CONTACT_EVENTS
from services.registry.events.grant import GRANT_EVENTS
from services.registry.events.headcount import HEADCOUNT_EVENTS
from services.registry.events.help_request import HELP_REQUEST_EVENTS
from services.registry.events.instruction import INSTRUCTION_EVENTS
from services.registry.events.lineage import LINEAGE_EVENTS
from services.registry.events.nomination import NOMINATION_EVENTS
from services.registry.events.organisation import ORGANISATION_EVENTS
from services.registry.events.person import PERSON_EVENTS
from services.registry.events.planned_list import PLANNED_LIST_EVENTS
from services.registry.events.roadmap import ROADMAP_EVENTS
from services.registry.events.school import SCHOOL_EVENTS
from services.registry.events.training import TRAINING_EVENTS
from services.registry.policies import react
from services.registry.queries import QUERIES, answer


class RegistryService(Service):
    """Keeps the register of schools, offices, functions, people, grants and official letters."""

    name = "registry"
    vaulted = True
    aggregates = (
        Aggregate(
            "school", school.SCHOOL, school.COMMANDS, SCHOOL_EVENTS, procedure.school.PROCEDURE
        ),
        Aggregate(
            "lineage",
            lineage.LINEAGE,
            lineage.COMMANDS,
            LINEAGE_EVENTS,
            procedure.lineage.PROCEDURE,
        ),
        Aggregate(
            "organisation",
            organisation.ORGANISATION,
            organisation.COMMANDS,
            ORGANISATION_EVENTS,
            procedure.organisation.PROCEDURE,
        ),
        Aggregate(
            "assignment",
            assignment.ASSIGNMENT,
            assignment.COMMANDS,
            ASSIGNMENT_EVENTS,
            procedure.assignment.PROCEDURE,
        ),
        Aggregate("grant", grant.GRANT, grant.COMMANDS, GRANT_EVENTS, procedure.grant.PROCEDURE),
        Aggregate(
            "person", person.PERSON, person.COMMANDS, PERSON_EVENTS, procedure.person.PROCEDURE
        ),
        Aggregate(
            "instruction",
            instruction.INSTRUCTION,
            instruction.COMMANDS,
            INSTRUCTION_EVENTS,
            procedure.instruction.PROCEDURE,
        ),
        Aggregate(
            "training",
            training.TRAINING,
            training.COMMANDS,
            TRAINING_EVENTS,
            procedure.training.PROCEDURE,
        ),
        Aggregate(
            "headcount",
            headcount.HEADCOUNT,
            headcount.COMMANDS,
            HEADCOUNT_EVENTS,
            procedure.headcount.PROCEDURE,
        ),
        Aggregate(
            "roadmap",
            roadmap.ROADMAP,
            roadmap.COMMANDS,
            ROADMAP_EVENTS,
            procedure.roadmap.PROCEDURE,
        ),
        Aggregate(
            "plannedlist",
            planned_list.PLANNED_LIST,
            planned_list.COMMANDS,
            PLANNED_LIST_EVENTS,
            procedure.planned_list.PROCEDURE,
        ),
        Aggregate(
            "contact",
            contact.CONTACT,
            contact.COMMANDS,
            CONTACT_EVENTS,
            procedure.contact.PROCEDURE,
        ),
        Aggregate(
            "helprequest",
            help_request.HELP_REQUEST,
            help_request.COMMANDS,
            HELP_REQUEST_EVENTS,
            procedure.help_request.PROCEDURE,
        ),
        Aggregate(
            "nomination",
            nomination.NOMINATION,
            nomination.COMMANDS,
            NOMINATION_EVENTS,
            procedure.nomination.PROCEDURE,
        ),
    )
    queries = Queries(QUERIES, answer)
    project = staticmethod(projections.project)
    react = react
