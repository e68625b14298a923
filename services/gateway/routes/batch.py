"""Many commands in one request: each with its own rights, key, append and answer."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from libs.kernel.messages import Id, Means, between, kebab, pattern, size
from libs.kernel.problems import FieldError, Problem, Wire
from services.gateway import problems, request
from services.gateway.bulk.commands import Commands, Order, side_by_side
from services.gateway.problems import Refusal
from services.gateway.routes.carried import (
    JSON,
    POSITION_HEADER,
    Answer,
    Body,
    body_of,
    reference,
    schema_of,
)
from services.gateway.routes.contracts import CommandAnswer, offered
from services.gateway.routes.parameters import LEGAL_DATE
from services.gateway.routes.route import Call, Route, Routes
from services.gateway.routes.who import holder

MOST = 500
"""How many commands a request may carry."""


@dataclass(frozen=True, slots=True)
class BatchCommand:
    """One command: its place, its Idempotency-Key, its data, the version it expects."""

    category: Annotated[str, pattern("[a-z_]{1,64}", "school")]
    id: Id
    command: Annotated[
        str,
        pattern("[a-z0-9-]{1,64}", "change-contacts"),
        Means("Như trong đường dẫn của lệnh."),
    ]
    key: Annotated[str, pattern(request.COMMAND_ID, "0b7e0d7a4a4f4c0c9a0a0d9a54a1f7a2")]
    data: Mapping[str, Any] = field(default_factory=dict)
    expected: Annotated[int, between(0, 2**31 - 1)] | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Commands to carry out; with `dry` they are decided, and nothing is written."""

    commands: Annotated[tuple[BatchCommand, ...], size(1, MOST)]
    dry: bool = False


_EXAMPLE: Wire = {
    "commands": [
        {
            "category": "school",
            "id": "5f0c2a",
            "command": "change-contacts",
            "key": "0b7e0d7a4a4f4c0c9a0a0d9a54a1f7a2",
            "data": {"address": "Số 1 đường Mẫu"},
            "expected": 1,
        }
    ],
    "dry": True,
}
_NUMBER: Wire = {"type": "number", "minimum": 1 - 2**53, "maximum": 2**53 - 1}
_VALUE: Wire = {
    "anyOf": [
        {"type": ["null", "boolean", "string"]},
        _NUMBER,
        {"type": "array", "items": reference("JsonValue")},
        {"type": "object", "additionalProperties": reference("JsonValue")},
    ]
}
"""Any JSON whose numbers are those that `request.parsed` takes."""
_RESULT: Wire = {
    "type": "object",
    "properties": {
        "status": {"type": "integer"},
        "answer": reference("CommandAnswer"),
        "problem": reference("Problem"),
    },
    "required": ["status"],
}
_RESULTS: Wire = {
    "type": "object",
    "properties": {"results": {"type": "array", "items": _RESULT}},
    "required": ["results"],
}


@dataclass(frozen=True, slots=True)
class _Known:
    """Where a command belongs."""

    service: str
    category: str
    name: str


def _body() -> Body:
    """Return the body of a batch, which says of data that nobody has looked at what JSON may be."""
    found = body_of(Batch, "batch-malformed", _EXAMPLE)
    schema = deepcopy(found.schemas["Batch"])
    command = schema["properties"]["commands"]["items"]
    command["properties"]["data"]["additionalProperties"] = reference("JsonValue")
    return replace(found, schemas={"Batch": schema, "JsonValue": _VALUE})


def routes(contracts: Mapping[str, Wire]) -> Iterator[Route]:
    """Yield the route of many commands at once."""
    known = {
        (category, kebab(command)): _Known(service, category, command)
        for service, contract in contracts.items()
        for category, aggregate in contract["aggregates"].items()
        for command in offered(aggregate)
    }
    found = Routes("bulk")

    @found(
        "POST",
        "/v1/{log}/batch",
        holder(),
        headers=(LEGAL_DATE,),
        body=_body(),
        answers=(
            Answer(
                200,
                JSON,
                reference("BatchAnswer"),
                (POSITION_HEADER,),
                schemas={"BatchAnswer": _RESULTS, "CommandAnswer": schema_of(CommandAnswer)},
            ),
        ),
        description=(
            "Các lệnh của một hồ sơ theo thứ tự đã gửi, các hồ sơ khác nhau song song. Một lệnh "
            "bị từ chối không ảnh hưởng lệnh khác. Với dry, các lệnh chỉ được xét, không ghi gì."
        ),
    )
    def carry_out_batch(call: Call, body: Batch) -> Wire:
        """Carry out many commands, each with its own rights, key and answer."""
        orders = _orders(known, call.log, body)
        commands = Commands(call.gateway, call.context(), dry=body.dry)
        results = [_shown(answer, call) for answer in _carried_out(commands, orders)]
        call.holds(max([0, *(r["answer"]["position"] for r in results if "answer" in r)]))
        return {"results": results}

    yield from found


def _carried_out(commands: Commands, orders: list[Order]) -> list[Wire | Problem]:
    """Return the answer to each order: one stream's in turn, different streams' side by side."""
    answers: dict[int, Wire | Problem] = {}

    def chain(places: list[int]) -> Callable[[], None]:
        def work() -> None:
            for place in places:
                answers[place] = commands.carry_out(orders[place])

        return work

    chains: dict[str, list[int]] = {}
    for place, order in enumerate(orders):
        chains.setdefault(order.stream, []).append(place)
    side_by_side([chain(places) for places in chains.values()])
    return [answers[place] for place in range(len(orders))]


def _orders(known: Mapping[tuple[str, str], _Known], log: str, batch: Batch) -> list[Order]:
    """Return what is to be carried out; raises `Refusal` (batch-malformed), naming every fault."""
    wrong: list[FieldError] = []
    orders: list[Order] = []
    for place, one in enumerate(batch.commands):
        of = known.get((one.category, one.command))
        if of is None:
            wrong.append(FieldError(f"/commands/{place}/command", "unknown", "Không có lệnh này."))
        else:
            stream = f"{of.category}-{one.id}"
            data = dict(one.data)
            orders.append(Order(of.service, log, stream, of.name, data, one.key, one.expected))
    if len({one.key for one in batch.commands}) < len(batch.commands):
        wrong.append(FieldError("/commands", "key-repeated", "Hai lệnh cùng một 'key'."))
    if wrong:
        raise Refusal("batch-malformed", errors=wrong)
    return orders


def _shown(answer: Wire | Problem, call: Call) -> Wire:
    if isinstance(answer, Problem):
        document = problems.document(answer, call.req.path, call.req.context.trace)
        return {"status": document["status"], "problem": document}
    return {"status": 200, "answer": answer}
