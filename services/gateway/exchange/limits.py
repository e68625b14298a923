"""The lengths of a package's lists, asked before anything in them is read."""

import typing
from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union

from marshmallow import validate

from libs.kernel.problems import Wire
from services.gateway.exchange.package import Package
from services.gateway.exchange.place import Fault

FORM = "docs/exchange/package-1.schema.json"


def within_limits(wire: Wire) -> tuple[Wire, list[Fault]]:
    """Return a copy of a package in which no list is longer than its form allows, and a fault for
    each that was: of that one the first members are left."""
    faults: list[Fault] = []
    return _copied(Package, wire, "", faults), faults


def _copied(hint: Any, wire: Any, pointer: str, faults: list[Fault]) -> Any:
    kind, most = _read(hint)
    if isinstance(wire, dict) and isinstance(kind, type) and is_dataclass(kind):
        own = _hints(kind)
        return {
            name: _copied(own[name], value, f"{pointer}/{name}", faults) if name in own else value
            for name, value in wire.items()
        }
    if isinstance(wire, list) and typing.get_origin(kind) is tuple:
        if most is not None and len(wire) > most:
            detail = f"Danh sách dài {len(wire)}, nhiều nhất là {most}."
            faults.append(Fault(pointer, "length", detail, FORM))
        of = typing.get_args(kind)[0]
        return [_copied(of, each, f"{pointer}/{n}", faults) for n, each in enumerate(wire[:most])]
    return wire


def _read(hint: Any) -> tuple[Any, int | None]:
    """Return what a hint is of, without None and limits, and the most that a list may have."""
    if typing.get_origin(hint) in (Union, UnionType):
        (hint,) = (each for each in typing.get_args(hint) if each is not type(None))
    if typing.get_origin(hint) is not Annotated:
        return hint, None
    kind, *extras = typing.get_args(hint)
    return kind, next((each.max for each in extras if isinstance(each, validate.Length)), None)


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return typing.get_type_hints(kind, include_extras=True)
