"""What the registry records and announces, and its wire form; a module for each aggregate."""

from libs.contract import Contract
from services.registry.events.assignment import AssignmentEvent
from services.registry.events.grant import GrantEvent
from services.registry.events.instruction import InstructionEvent
from services.registry.events.organisation import OrganisationEvent
from services.registry.events.school import SchoolEvent

Event = SchoolEvent | OrganisationEvent | AssignmentEvent | GrantEvent | InstructionEvent
EVENTS: Contract[Event] = Contract(Event)
