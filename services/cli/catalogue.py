"""The four services with a domain, for tools that need all of them in one process."""

from libs.engine.service import Service
from services.assessment.service import AssessmentService
from services.disclosure.service import DisclosureService
from services.registry.service import RegistryService
from services.review.service import ReviewService

SERVICES: tuple[type[Service], ...] = (
    RegistryService,
    AssessmentService,
    ReviewService,
    DisclosureService,
)
