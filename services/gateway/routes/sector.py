"""Figures taken from the sector database, recorded by who asks for it, under their own right."""

from dataclasses import dataclass

from libs.kernel.problems import Wire
from services.gateway.problems import Refusal
from services.gateway.routes.contracts import CommandAnswer
from services.gateway.routes.parameters import IDEMPOTENCY_KEY, LEGAL_DATE
from services.gateway.routes.route import Call, Routes
from services.gateway.routes.who import holder
from services.gateway.sign_in.messages import Nothing

SCHEME = "moet"
"""The scheme of a school's code in the sector database."""

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
    refuses=(409, 501, 503),
)
def take_from_sector_database(call: Call, body: Nothing) -> TakenFigures:
    """Record a school's figures of a school year as the sector database has them."""
    gateway = call.gateway
    port = gateway.options.sector_database
    if port is None:
        raise Refusal("sector-database-missing")
    school, _, year = call.id.rpartition("_")
    if not (school and year.isdecimal() and len(year) == 4):
        raise Refusal("path-malformed", "Mã phải ghép từ mã trường và năm bắt đầu năm học.")
    found = port.figures(_code(call, school), int(year))
    figures = [{"code": code, "value": value} for code, value in found.values.items()]
    if not figures:
        raise Refusal("sector-figures-none")
    data = {"figures": figures, "taken_from": "sector_database"}
    wire = {"type": "RecordFigures", "data": {**data, "true_on": found.true_on.isoformat()}}
    stream = f"figures-{call.id}"
    # The port has had its own time: the command's begins now.
    answer = gateway.backend.execute("assessment", call.log, stream, wire, call.context().to_wire())
    call.holds(answer["position"])
    return TakenFigures(
        answer["position"], answer["version"], tuple(answer["types"]), found.passed_over
    )


def _code(call: Call, school: str) -> str:
    """Return the sector code that a school has today; raises `Refusal` (sector-code-missing)."""
    question = {"type": "GetSchool", "data": {"id": school}}
    asked = call.gateway.backend.query("registry", call.log, question, call.context().to_wire())
    today = call.on.isoformat()
    for each in asked["view"]["identifiers"]:
        if each["scheme"] == SCHEME and _holds(each, today):
            return str(each["value"])
    raise Refusal("sector-code-missing")


def _holds(term: Wire, today: str) -> bool:
    return (term["starts"] or "") <= today and (term["ends"] is None or today < term["ends"])
