"""`contracts/<service>/`: what a service takes, records and answers, readable without its code.

A file an aggregate, `<category>.json`, or a view of its own: `{"commands", "events", "queries":
{"get", "list"}, "rights", "$defs"}`, each right and each type with a name once; and
`problems.json`, `{code: {"status", "detail", "rule"}}`. A command or a question with any field
that its schema does not name is refused; events and answers may gain fields.

The files are written from the code by `make golden` and checked by `make check`. The gateway builds
its routes and its OpenAPI document from them, and knows from them who may see which event.
"""

import dataclasses
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from libs.engine.aggregate import Aggregate
from libs.engine.procedure import given_fields
from libs.engine.refusals import refusals
from libs.engine.service import Service
from libs.kernel.json_schema import in_place, name_of, reference, schema_of
from libs.kernel.messages import Contract
from libs.kernel.problems import Wire
from libs.rights import Right

_SHARED = (
    *("kernel/messages.py", "log", "law/standards", "rights", "people", "engine"),
    "hosting/nameko_client.py",
)
"""The modules of `libs` whose refusals any service may give."""
PROBLEMS_FILE = "problems"
WIDTH = 100


class ContractError(ValueError):
    """The contracts of the services do not fit each other."""


def describe(service: type[Service]) -> Wire:
    """Return the contract of `service` as a JSON value, as `join` does."""
    return join(service.name, parts(service))


def parts(service: type[Service]) -> dict[str, Wire]:
    """Return the contract of `service` as it stands in files, by their names without `.json`.

    Raises `ContractError` if one file would hold two things of one name.
    """
    queries = _by_category(service.queries.contract)
    aggregates = {aggregate.category: aggregate for aggregate in service.aggregates}
    found = {
        category: _part(aggregates.get(category), queries.get(category, {}))
        for category in sorted({*aggregates, *queries})
    }
    return {**found, PROBLEMS_FILE: _problems(service)}


def join(service: str, parts: Mapping[str, Wire]) -> Wire:
    """Return the contract that stands in `parts`, with rights and schemas in place.

    `{"service", "aggregates": {category: {"commands", "events"}}, "queries": {category: {"get",
    "list"}}, "problems"}`.
    """
    aggregates: Wire = {}
    queries: Wire = {}
    for category, part in sorted(parts.items()):
        if category == PROBLEMS_FILE:
            continue
        if "events" in part:
            aggregates[category] = {
                "commands": in_place(part["commands"], part, closed=True),
                "events": in_place(part["events"], part),
            }
        if "queries" in part:
            queries[category] = {
                which: {
                    **in_place(question, part),
                    "params": in_place(question["params"], part, closed=True),
                }
                for which, question in part["queries"].items()
            }
    return {
        "service": service,
        "aggregates": aggregates,
        "queries": queries,
        "problems": parts[PROBLEMS_FILE],
    }


def _by_category(questions: Contract[Any]) -> dict[str, dict[str, Any]]:
    """Return the classes of questions by category, then "get" or "list"."""
    found: dict[str, dict[str, Any]] = {}
    for question in questions.types.values():
        place = found.setdefault(question.category, {})
        which = "list" if question.many else "get"
        if which in place:
            raise ContractError(f"two questions for {which} of {question.category}")
        place[which] = question
    return found


def _part(aggregate: Aggregate[Any, Any, Any] | None, questions: Mapping[str, Any]) -> Wire:
    rights: Wire = {}
    named: Wire = {}
    found: Wire = {}
    if aggregate:
        found["commands"] = {
            name: {**_message(kind, named), "right": _right(kind, rights), **_inside(kind)}
            for name, kind in aggregate.commands.types.items()
        }
        found["events"] = {
            name: {
                **_message(kind, named),
                "right": _right(kind, rights),
                "visibility": kind.visibility,
            }
            for name, kind in aggregate.events.types.items()
        }
    if questions:
        found["queries"] = {
            which: {
                "name": kind.__name__,
                "title": _title(kind),
                "params": schema_of(kind, named),
                "view": reference(kind.view, named),
                "visibility": kind.visibility,
                **({"orders": [*kind.orders]} if kind.many else {}),
            }
            for which, kind in questions.items()
        }
    if rights:
        found["rights"] = rights
    return {**found, "$defs": named}


def _message(kind: type, named: Wire) -> Wire:
    return {"title": _title(kind), "schema": schema_of(kind, named)}


def _inside(kind: type) -> Wire:
    """Return the mark of a command that rests on a file received: no caller can send it."""
    return {"received": True} if "received" in (of for _, of in given_fields(kind)) else {}


def _right(kind: Any, rights: Wire) -> Wire:
    """Return where the right of `kind` stands in `rights`, under the name that its module has."""
    right: Right = kind.right
    name = name_of(right, next(c for c in kind.__mro__ if "right" in vars(c)))
    found = {"type": type(right).__name__, **dataclasses.asdict(right), "roles": list(right.roles)}
    if name is None or rights.setdefault(name, found) != found:
        raise ContractError(f"the right of {kind.__name__} has no name of its own")
    return {"$ref": f"#/rights/{name}"}


def _title(kind: type) -> str:
    lines = (kind.__doc__ or "").strip().splitlines()
    if not lines or lines[0].startswith(f"{kind.__name__}("):
        raise ContractError(f"{kind.__name__} has no docstring")
    return lines[0]


def _problems(service: type[Service]) -> Wire:
    """Return each refusal that the service may give: its code, status, detail and rule."""
    libs = files("libs")
    shared = [libs / name for name in _SHARED]
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
    """Return a part of a contract as the text of its file: a line each for what fits in one."""
    return f"{_lines(value, 0)}\n"


def _lines(value: Any, depth: int, key: str = "") -> str:
    """Return a value as JSON, after its key, in one line if that is short enough."""
    line = key + json.dumps(value, ensure_ascii=False, sort_keys=True)
    if depth + len(line) < WIDTH or not value or not isinstance(value, dict | list):
        return line
    if isinstance(value, dict):
        first, last = "{}"
        inside = [_lines(below, depth + 1, f'"{name}": ') for name, below in sorted(value.items())]
    else:
        first, last = "[]"
        inside = [_lines(below, depth + 1) for below in value]
    apart = "\n" + " " * (depth + 1)
    return f"{key}{first}{apart}{f',{apart}'.join(inside)}\n{' ' * depth}{last}"


def load(folder: Path | Traversable) -> dict[str, Wire]:
    """Return the contracts in `folder` by service, as `join` does.

    Raises `ContractError` if they do not fit each other.
    """
    found: dict[str, Wire] = {}
    for place in sorted(folder.iterdir(), key=lambda t: t.name):
        files = {file.name.removesuffix(".json"): file for file in place.iterdir()}
        found[place.name] = join(
            place.name,
            {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items()},
        )
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
