"""`contracts/<service>.json`: what a service takes, records and answers, readable without its code.

The files are written from the code by `make golden` and checked by `make check`. The gateway builds
its routes and its OpenAPI document from them, and knows from them who may see which event.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from libs.contract import Contract
from libs.errors import Wire
from libs.refusals import refusals
from libs.rights import Right
from libs.service import Service

_SHARED = (
    *("contract", "rights", "command_handler", "service", "subscription", "eventlog"),
    *("standards", "rpc", "postgres", "vault"),
)
"""The modules of `libs` whose refusals any service may give."""


class ContractError(ValueError):
    """The contracts of the services do not fit each other."""


def describe(service: type[Service]) -> Wire:
    """Return the contract of `service` as a JSON value.

    `{"service", "aggregates": {category: {"commands", "events"}}, "queries": {category: {"get",
    "list"}}, "problems": {code: {"status", "detail", "rule"}}}`, all JSON Schemas in place.
    """
    return {
        "service": service.name,
        "aggregates": {
            aggregate.category: {
                "commands": _messages(aggregate.commands, _right),
                "events": _messages(
                    aggregate.events, lambda e: {**_right(e), "visibility": e.visibility}
                ),
            }
            for aggregate in sorted(service.aggregates, key=lambda a: a.category)
        },
        "queries": _queries(service.queries.contract),
        "problems": _problems(service),
    }


def _right(kind: Any) -> Wire:
    right: Right = kind.right
    own = {**dataclasses.asdict(right), "roles": list(right.roles)}
    return {"right": {"type": type(right).__name__, **own}}


def _messages(contract: Contract[Any], further: Callable[[Any], Wire]) -> Wire:
    schemas = contract.schemas()
    return {
        name: {"title": _title(kind), "schema": schemas[name], **further(kind)}
        for name, kind in sorted(contract.types.items())
    }


def _queries(contract: Contract[Any]) -> Wire:
    schemas = contract.schemas()
    found: dict[str, Wire] = {}
    for name, kind in sorted(contract.types.items()):
        question: Any = kind
        place = found.setdefault(question.category, {})
        which = "list" if question.many else "get"
        if which in place:
            raise ContractError(f"two questions for {which} of {question.category}")
        place[which] = {
            "name": name,
            "title": _title(kind),
            "params": schemas[name],
            "view": Contract(question.view).schemas()[question.view.__name__],
            "visibility": question.visibility,
        }
    return dict(sorted(found.items()))


def _title(kind: type) -> str:
    lines = (kind.__doc__ or "").strip().splitlines()
    if not lines or lines[0].startswith(f"{kind.__name__}("):
        raise ContractError(f"{kind.__name__} has no docstring")
    return lines[0]


def _problems(service: type[Service]) -> Wire:
    """Return each refusal that the service may give: its code, status, detail and rule."""
    libs = files("libs")
    shared = [libs / name if (libs / name).is_dir() else libs / f"{name}.py" for name in _SHARED]
    own = files(service.__module__.rpartition(".")[0])
    # One code is filled in: what is asked for and not found is named by its category.
    questions = service.queries.contract.types.values()
    asked = sorted(question.category for question in questions if not question.many)
    return {
        code: {"status": found.status, "detail": found.detail, "rule": found.rule}
        for found in sorted(refusals(*shared, own), key=lambda each: each.code)
        for code in (
            [found.code.replace("…", each) for each in asked] if "…" in found.code else [found.code]
        )
    }


def private(contracts: Mapping[str, Wire]) -> frozenset[str]:
    """Return the commands and questions whose messages or answers have private texts."""
    kinds = [
        *(
            aggregate["commands"]
            for c in contracts.values()
            for aggregate in c["aggregates"].values()
        ),
        *(
            {q["name"]: q for q in of.values()}
            for c in contracts.values()
            for of in c["queries"].values()
        ),
    ]
    return frozenset(
        name
        for named in kinds
        for name, found in named.items()
        for schema in (found.get("schema"), found.get("view"))
        if schema and any("x-private" in below for below in schema["properties"].values())
    )


def check(contracts: Iterable[Wire]) -> None:
    """Raise `ContractError` if two services own the same event, category or question."""
    owners: dict[tuple[str, str], str] = {}
    for contract in contracts:
        mine = [("category", category) for category in contract["aggregates"]]
        mine += [("questions", category) for category in contract["queries"]]
        for aggregate in contract["aggregates"].values():
            mine += [("event", name) for name in aggregate["events"]]
        for thing in mine:
            other = owners.setdefault(thing, contract["service"])
            if other != contract["service"] or mine.count(thing) > 1:
                raise ContractError(f"{' '.join(thing)} is of {other} and {contract['service']}")


def render(value: Wire) -> str:
    """Return a contract, or golden events, as the text of its file."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def load(folder: Path | Traversable) -> dict[str, Wire]:
    """Return the contracts of `folder` by service; raises `ContractError` if they do not fit."""
    found: dict[str, Wire] = {}
    for place in sorted(folder.iterdir(), key=lambda t: t.name):
        if place.name.endswith(".json"):
            contract = json.loads(place.read_text(encoding="utf-8"))
            found[contract["service"]] = contract
    check(found.values())
    return found


def example(schema: Mapping[str, Any], every: bool = False) -> Any:
    """Return a value that `schema` accepts, always the same; `every`: with optional members too."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("examples"):
        return schema["examples"][0]
    kinds = schema["type"]
    kind = kinds if isinstance(kinds, str) else next(k for k in kinds if k != "null")
    if kind == "object":
        needed = schema.get("required", ())
        return {
            name: example(below, every)
            for name, below in schema["properties"].items()
            if every or name in needed
        }
    if kind == "array":
        least = schema.get("minItems", 0)
        return [example(schema["items"], every)] * (max(1, least) if every else least)
    if kind == "string":
        if schema.get("format") == "date":
            return "2024-10-15"
        return "Ví dụ"[: schema.get("maxLength", 5)].ljust(schema.get("minLength", 0), ".")
    if kind == "integer":
        return max(1, schema.get("minimum", 1))
    return False
