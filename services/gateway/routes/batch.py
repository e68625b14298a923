"""Many commands in one request: each with its own rights, key, append and answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import falcon

from libs.command_handler import Context
from libs.contract import kebab
from libs.errors import FieldError, Problem, Wire
from services.gateway import openapi, problems, reading
from services.gateway.bulk.commands import Commands, Order, side_by_side
from services.gateway.gateway import Gateway
from services.gateway.problems import Refusal
from services.gateway.routes.answers import Routes, accept, answer_json

MOST = openapi.BATCH_MOST
"""How many commands a request may carry."""


def routes(gateway: Gateway) -> Routes:
    """Return the path of many commands at once."""
    return [("/v1/{log}/batch", _Batch(gateway))]


@dataclass(frozen=True, slots=True)
class _Known:
    """Where a command belongs."""

    service: str
    category: str
    name: str


class _Batch:
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._known: Mapping[tuple[str, str], _Known] = {
            (category, kebab(command)): _Known(name, category, command)
            for name, contract in gateway.contracts.items()
            for category, aggregate in contract["aggregates"].items()
            for command in openapi.offered(aggregate)
        }

    def on_post(self, req: falcon.Request, resp: falcon.Response, log: str) -> None:
        accept(req, "application/json")
        gateway = self._gateway
        actor = gateway.actor(req, public=False)
        gateway.known(log)
        reading.parameters(req, {})
        body = reading.body(req)
        orders = self._orders(log, body)
        context = Context.from_wire(gateway.context(req, actor, 0))
        commands = Commands(gateway, context, dry=body.get("dry", False))
        answers: list[Wire | Problem | None] = [None] * len(orders)

        def chain(places: list[int]) -> Callable[[], None]:
            def work() -> None:
                for place in places:
                    answers[place] = commands.carry_out(orders[place])

            return work

        # Those of one stream in the order they stand here; different streams side by side.
        chains: dict[str, list[int]] = {}
        for place, order in enumerate(orders):
            chains.setdefault(order.stream, []).append(place)
        side_by_side([chain(places) for places in chains.values()])
        results = [self._shown(answer, req) for answer in answers if answer is not None]
        position = max([0, *(r["answer"]["position"] for r in results if "answer" in r)])
        answer_json(resp, {"results": results}, position)

    def _orders(self, log: str, body: Wire) -> list[Order]:
        sent = body.get("commands")
        if set(body) - {"commands", "dry"} or not isinstance(body.get("dry", False), bool):
            raise Refusal("batch-malformed")
        if not isinstance(sent, list) or not 1 <= len(sent) <= MOST:
            raise Refusal("batch-malformed", f"Cần từ 1 đến {MOST} lệnh trong 'commands'.")
        wrong: list[FieldError] = []
        orders = [self._order(log, place, one, wrong) for place, one in enumerate(sent)]
        keys = [order.command_id for order in orders if order is not None]
        if len(set(keys)) < len(keys):
            wrong.append(FieldError("/commands", "key-repeated", "Hai lệnh cùng một 'key'."))
        if wrong:
            raise Refusal("batch-malformed", errors=wrong)
        return [order for order in orders if order is not None]

    def _order(self, log: str, place: int, sent: Any, wrong: list[FieldError]) -> Order | None:
        at = f"/commands/{place}"
        if not isinstance(sent, dict):
            wrong.append(FieldError(at, "type", "Phải là đối tượng."))
            return None
        known = self._known.get((str(sent.get("category")), str(sent.get("command"))))
        checks = {
            "command": known is not None,
            "id": _fits(sent.get("id"), reading.ID),
            "key": _fits(sent.get("key"), reading.COMMAND_ID),
            "data": isinstance(sent.get("data", {}), dict),
            "expected": sent.get("expected") is None
            or (type(sent["expected"]) is int and 0 <= sent["expected"] < 2**31),
        }
        allowed = {"category", *checks}
        bad = [name for name, fits in checks.items() if not fits] + sorted(set(sent) - allowed)
        wrong += [FieldError(f"{at}/{name}", "malformed", "Sai dạng.") for name in bad]
        if known is None or bad:
            return None
        stream = f"{known.category}-{sent['id']}"
        data, expected = sent.get("data", {}), sent.get("expected")
        return Order(known.service, log, stream, known.name, data, sent["key"], expected)

    def _shown(self, answer: Wire | Problem, req: falcon.Request) -> Wire:
        if isinstance(answer, Problem):
            document = problems.document(answer, req.path, req.context.trace)
            return {"status": document["status"], "problem": document}
        return {"status": 200, "answer": answer}


def _fits(value: object, pattern: str) -> bool:
    return isinstance(value, str) and reading.whole(pattern, value)
