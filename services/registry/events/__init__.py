"""What the registry records and announces, and its wire form; a module for each aggregate."""

from libs.kernel.messages import Contract
from services.registry.events.assignment import AssignmentEvent
from services.registry.events.contact import ContactEvent
from services.registry.events.grant import GrantEvent
from services.registry.events.headcount import HeadcountEvent
from services.registry.events.help_request import HelpRequestEvent
from services.registry.events.instruction import InstructionEvent
from services.registry.events.lineage import LineageEvent
from services.registry.events.nomination import NominationEvent
from services.registry.events.organisation import OrganisationEvent
from services.registry.events.person import PersonEvent
from services.registry.events.planned_list import PlannedListEvent
from services.registry.events.roadmap import RoadmapEvent
from services.registry.events.school import SchoolEvent
from services.registry.events.training import TrainingEvent

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
)
EVENTS: Contract[Event] = Contract(Event)
