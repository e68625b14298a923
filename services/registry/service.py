"""The registry as a service; wiring only."""

from libs.engine.aggregate import Aggregate
from libs.engine.service import Queries, Service
from services.registry import procedures
from services.registry import tables as projections
from services.registry.adopted_rules import rules as adopted_rules
from services.registry.adopted_rules.events import RULES_EVENTS
from services.registry.assignment import rules as assignment
from services.registry.assignment.events import ASSIGNMENT_EVENTS
from services.registry.contact import rules as contact
from services.registry.contact.events import CONTACT_EVENTS
from services.registry.grant import rules as grant
from services.registry.grant.events import GRANT_EVENTS
from services.registry.headcount import rules as headcount
from services.registry.headcount.events import HEADCOUNT_EVENTS
from services.registry.help_request import rules as help_request
from services.registry.help_request.events import HELP_REQUEST_EVENTS
from services.registry.instruction import rules as instruction
from services.registry.instruction.events import INSTRUCTION_EVENTS
from services.registry.lineage import rules as lineage
from services.registry.lineage.events import LINEAGE_EVENTS
from services.registry.nomination import rules as nomination
from services.registry.nomination.events import NOMINATION_EVENTS
from services.registry.organisation import rules as organisation
from services.registry.organisation.events import ORGANISATION_EVENTS
from services.registry.person import rules as person
from services.registry.person.events import PERSON_EVENTS
from services.registry.planned_list import rules as planned_list
from services.registry.planned_list.events import PLANNED_LIST_EVENTS
from services.registry.policies import react
from services.registry.questions import QUERIES, answer
from services.registry.roadmap import rules as roadmap
from services.registry.roadmap.events import ROADMAP_EVENTS
from services.registry.school import rules as school
from services.registry.school.events import SCHOOL_EVENTS
from services.registry.training import rules as training
from services.registry.training.events import TRAINING_EVENTS


class RegistryService(Service):
    """Keeps the register of schools, offices, functions, people, grants and official letters."""

    name = "registry"
    vaulted = True
    aggregates = (
        Aggregate(
            "school", school.SCHOOL, school.COMMANDS, SCHOOL_EVENTS, procedures.school.PROCEDURE
        ),
        Aggregate(
            "lineage",
            lineage.LINEAGE,
            lineage.COMMANDS,
            LINEAGE_EVENTS,
            procedures.lineage.PROCEDURE,
        ),
        Aggregate(
            "organisation",
            organisation.ORGANISATION,
            organisation.COMMANDS,
            ORGANISATION_EVENTS,
            procedures.organisation.PROCEDURE,
        ),
        Aggregate(
            "assignment",
            assignment.ASSIGNMENT,
            assignment.COMMANDS,
            ASSIGNMENT_EVENTS,
            procedures.assignment.PROCEDURE,
        ),
        Aggregate("grant", grant.GRANT, grant.COMMANDS, GRANT_EVENTS, procedures.grant.PROCEDURE),
        Aggregate(
            "person", person.PERSON, person.COMMANDS, PERSON_EVENTS, procedures.person.PROCEDURE
        ),
        Aggregate(
            "instruction",
            instruction.INSTRUCTION,
            instruction.COMMANDS,
            INSTRUCTION_EVENTS,
            procedures.instruction.PROCEDURE,
        ),
        Aggregate(
            "training",
            training.TRAINING,
            training.COMMANDS,
            TRAINING_EVENTS,
            procedures.training.PROCEDURE,
        ),
        Aggregate(
            "headcount",
            headcount.HEADCOUNT,
            headcount.COMMANDS,
            HEADCOUNT_EVENTS,
            procedures.headcount.PROCEDURE,
        ),
        Aggregate(
            "roadmap",
            roadmap.ROADMAP,
            roadmap.COMMANDS,
            ROADMAP_EVENTS,
            procedures.roadmap.PROCEDURE,
        ),
        Aggregate(
            "plannedlist",
            planned_list.PLANNED_LIST,
            planned_list.COMMANDS,
            PLANNED_LIST_EVENTS,
            procedures.planned_list.PROCEDURE,
        ),
        Aggregate(
            "contact",
            contact.CONTACT,
            contact.COMMANDS,
            CONTACT_EVENTS,
            procedures.contact.PROCEDURE,
        ),
        Aggregate(
            "helprequest",
            help_request.HELP_REQUEST,
            help_request.COMMANDS,
            HELP_REQUEST_EVENTS,
            procedures.help_request.PROCEDURE,
        ),
        Aggregate(
            "nomination",
            nomination.NOMINATION,
            nomination.COMMANDS,
            NOMINATION_EVENTS,
            procedures.nomination.PROCEDURE,
        ),
        Aggregate(
            "rules",
            adopted_rules.ADOPTED,
            adopted_rules.COMMANDS,
            RULES_EVENTS,
            procedures.adopted_rules.PROCEDURE,
        ),
    )
    queries = Queries(QUERIES, answer)
    project = staticmethod(projections.project)
    react = react
