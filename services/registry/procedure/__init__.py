"""The registry's procedures: which command an event states again, what commands must know."""

from services.registry.procedure import (
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
    rules,
    school,
    training,
)

__all__ = [
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
    "rules",
    "school",
    "training",
]
