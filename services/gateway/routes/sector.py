"""Figures taken from the sector database, recorded by who asks for it, under their own right."""

from dataclasses import dataclass

from services.gateway.bulk import sector_figures
from services.gateway.routes.contracts import CommandAnswer
from services.gateway.routes.parameters import IDEMPOTENCY_KEY, LEGAL_DATE
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.who import holder
from services.gateway.sign_in.messages import Nothing

routes = Routes("figures")


@dataclass(frozen=True, slots=True)
class TakenFigures(CommandAnswer):
    """What was recorded, and the fields of the sector database that no figure corresponds to."""

    passed_over: tuple[str, ...]


@routes(
    "POST",
    "/v1/{log}/figures/{id}/take-from-sector-database",
    holder("figures", "record-figures"),
    headers=(IDEMPOTENCY_KEY, LEGAL_DATE),
    refuses=(409, 503),
)
def take_from_sector_database(call: Call, body: Nothing) -> TakenFigures:
    """Record a school's figures of a school year as the sector database has them."""
    taken = sector_figures.take(call.gateway, call.context, call.log, call.id)
    answer = taken.answer
    call.holds(answer["position"])
    return TakenFigures(
        answer["position"], answer["version"], tuple(answer["types"]), taken.passed_over
    )
