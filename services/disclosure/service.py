"""Disclosure as a service: the slice it is made of, and what it publishes by itself."""

from libs.engine.service import Service
from libs.engine.slices import slices
from services.disclosure.policies import react


class DisclosureService(Service):
    """Publishes recognitions and answers anybody who asks about them."""

    name = "disclosure"
    slices = slices("services.disclosure", "publication")
    react = react
