"""Review as a service: the slices it is made of, and what it does by itself."""

from libs.engine.service import Service
from libs.engine.slices import slices
from services.review.policies import react


class ReviewService(Service):
    """Carries out commands on evaluations and certificates, and answers questions about them."""

    name = "review"
    slices = slices(
        "services.review",
        *("evaluation", "team", "rating", "agreement", "recognition", "succession"),
        *("complaint", "preparation"),
    )
    react = react
