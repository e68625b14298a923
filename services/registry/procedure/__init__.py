"""The registry's procedures: which command an event states again, what commands must know."""

from services.registry.procedure import (
    assignment,
    grant,
    instruction,
    lineage,
    organisation,
    school,
)

__all__ = ["assignment", "grant", "instruction", "lineage", "organisation", "school"]
