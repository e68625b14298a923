"""The registry as a service: the slices it is made of, and what it does by itself."""

from libs.engine.service import Service
from libs.engine.slices import slices
from services.registry.adopted_rules.adoption import adoption
from services.registry.policies import react


class RegistryService(Service):
    """Keeps the register of schools, offices, functions, people, grants and official letters."""

    name = "registry"
    vaulted = True
    slices = slices(
        "services.registry",
        "school",
        "lineage",
        "organisation",
        "assignment",
        "grant",
        "person",
        "candidate",
        "instruction",
        "training",
        "headcount",
        "roadmap",
        "planned_list",
        "contact",
        "help_request",
        "nomination",
        "quorum",
        "duty",
        "timer",
        "eligibility",
        "adopted_rules",
        "holder",
        "name_openings",
        "search",
    )
    react = react
    at_beginning = adoption
