"""The registry's procedures: which command an event states again, what commands must know."""

from services.registry.adopted_rules import procedure as adopted_rules
from services.registry.assignment import procedure as assignment
from services.registry.contact import procedure as contact
from services.registry.grant import procedure as grant
from services.registry.headcount import procedure as headcount
from services.registry.help_request import procedure as help_request
from services.registry.instruction import procedure as instruction
from services.registry.lineage import procedure as lineage
from services.registry.nomination import procedure as nomination
from services.registry.organisation import procedure as organisation
from services.registry.person import procedure as person
from services.registry.planned_list import procedure as planned_list
from services.registry.roadmap import procedure as roadmap
from services.registry.school import procedure as school
from services.registry.training import procedure as training

__all__ = [
    "adopted_rules",
    "assignment",
    "contact",
    "grant",
    "headcount",
    "help_request",
    "instruction",
    "lineage",
    "nomination",
    "organisation",
    "person",
    "planned_list",
    "roadmap",
    "school",
    "training",
]
