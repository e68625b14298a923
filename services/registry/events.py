"""What the registry records and announces, and its wire form; a module for each aggregate."""

from libs.kernel.messages import Contract
from services.registry.adopted_rules.events import RulesEvent
from services.registry.assignment.events import AssignmentEvent
from services.registry.contact.events import ContactEvent
from services.registry.grant.events import GrantEvent
from services.registry.headcount.events import HeadcountEvent
from services.registry.help_request.events import HelpRequestEvent
from services.registry.instruction.events import InstructionEvent
from services.registry.lineage.events import LineageEvent
from services.registry.nomination.events import NominationEvent
from services.registry.organisation.events import OrganisationEvent
from services.registry.person.events import PersonEvent
from services.registry.planned_list.events import PlannedListEvent
from services.registry.roadmap.events import RoadmapEvent
from services.registry.school.events import SchoolEvent
from services.registry.training.events import TrainingEvent

Event = (
    SchoolEvent
    | LineageEvent
    | OrganisationEvent
    | AssignmentEvent
    | GrantEvent
    | PersonEvent
    | InstructionEvent
    | TrainingEvent
    | HeadcountEvent
    | RoadmapEvent
    | PlannedListEvent
    | ContactEvent
    | HelpRequestEvent
    | NominationEvent
    | RulesEvent
)
EVENTS: Contract[Event] = Contract(Event)
