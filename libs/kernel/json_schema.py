"""Messages as JSON Schema 2020-12, each type with a name once under `$defs`.

Named are dataclasses, enumerations and the aliases that a module gives to its types. That a message
has no other fields is not said of each object but of all that is sent at once, by `in_place`.
"""

import dataclasses
import inspect
import sys
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal

from marshmallow import validate

from libs.kernel.messages import DATE, Means, Pattern, Sent
from libs.kernel.problems import Wire
from libs.kernel.short_reader import beside
from libs.kernel.texts import FIT, PRINTABLE

SENT = "x-sent"
"""What is asked besides of a text in a message that is sent."""
_NULL: Wire = {"type": "null"}
_PLAIN: Mapping[Any, Wire] = {
    str: {"type": "string", "pattern": PRINTABLE},
    int: {"type": "integer", "minimum": 1 - 2**53, "maximum": 2**53 - 1},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date", "pattern": f"^{DATE.pattern}$"},
    datetime: {"type": "string", "format": "date-time"},
}
_NAMES: Mapping[Any, str] = {str: "string", int: "integer", date: "date", datetime: "instant"}


class NameTaken(ValueError):
    """Two types of one name would stand under `$defs`."""


def schema_of(kind: type, named: Wire) -> Wire:
    """Return the schema of a dataclass; the types with a name come into `named`.

    Raises `NameTaken`.
    """
    hints = typing.get_type_hints(kind, include_extras=True)
    properties: Wire = {}
    required: list[str] = []
    for field in dataclasses.fields(kind):
        if beside(field):
            continue
        of = _schema(hints[field.name], _aliases(_declaring(kind, field.name)), named)
        properties[field.name] = {**of, "x-private": True} if "private" in field.metadata else of
        if field.default is MISSING and field.default_factory is MISSING:
            required.append(field.name)
    found = {"type": "object", "properties": properties}
    return {**found, "required": required} if required else found


def reference(kind: type, named: Wire) -> Wire:
    """Return where the schema of a dataclass stands in `named`; raises `NameTaken`."""
    return _referred(kind.__name__, schema_of(kind, named), named)


def whole(kind: type, closed: bool) -> Wire:
    """Return the schema of a dataclass with the types in place; `closed` as `in_place` has it."""
    named: Wire = {}
    placed: Wire = in_place(schema_of(kind, named), {"$defs": named}, closed)
    return placed


def in_place(value: Any, root: Wire, closed: bool = False) -> Any:
    """Return `value` with what its references name in `root` in their place.

    `closed`: it is of what is sent; its objects may have no other members than those named, and its
    texts must be fit to be seen.
    """
    if closed and value == PRINTABLE:
        return FIT
    if isinstance(value, list):
        return [in_place(each, root, closed) for each in value]
    if not isinstance(value, dict):
        return value
    if SENT in value:
        plain = {name: below for name, below in value.items() if name != SENT}
        return in_place({**plain, **_also(value[SENT]["pattern"], closed)}, root, closed)
    if "$ref" in value:
        further = {name: below for name, below in value.items() if name != "$ref"}
        return {**in_place(_at(root, value["$ref"]), root, closed), **further}
    if _NULL in value.get("anyOf", ()):
        further = {name: below for name, below in value.items() if name != "anyOf"}
        return {**_nullable(in_place(value["anyOf"][0], root, closed)), **further}
    found = {name: in_place(below, root, closed) for name, below in value.items()}
    if closed and value.get("type") == "object":
        found.setdefault("additionalProperties", False)
    return found


def as_sent(value: Any) -> Any:
    """Return a schema, its references left, that says plainly what is asked of a sent message."""
    if isinstance(value, list):
        return [as_sent(each) for each in value]
    if not isinstance(value, dict):
        return value
    plain = {name: as_sent(below) for name, below in value.items() if name != SENT}
    return {**plain, **_also(value[SENT]["pattern"], True)} if SENT in value else plain


def _also(pattern: str, closed: bool) -> Wire:
    """Return what is said besides of a text that is sent."""
    return {"pattern": pattern, "allOf": [{"pattern": PRINTABLE}]} if closed else {}


def name_of(value: object, owner: type) -> str | None:
    """Return what the module of `owner` calls a value, None if it does not."""
    names = (name for name, known in _globals(owner).items() if known == value)
    return next(names, None)


def _schema(hint: Any, aliases: Mapping[Any, str], named: Wire) -> Wire:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        (inner,) = (arg for arg in typing.get_args(hint) if arg is not type(None))
        return _nullable(_schema(inner, aliases, named))
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return reference(hint, named)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _referred(hint.__name__, {"type": "string", "enum": [*map(str, hint)]}, named)
    name = _NAMES.get(hint) or aliases.get(hint)
    if name is None:
        return _unnamed(hint, aliases, named)
    # Its parts without their names: who uses its name need not know theirs.
    return _referred(name, _unnamed(hint, {}, named), named)


def _unnamed(hint: Any, aliases: Mapping[Any, str], named: Wire) -> Wire:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        base, *rules = args
        found = _PLAIN.get(base) or _schema(base, aliases, named)
        for rule in rules:
            found = {**found, **_limits(rule, typing.get_origin(base) is tuple)}
        return found
    if origin is Literal:
        return {"type": "integer" if isinstance(args[0], int) else "string", "enum": [*args]}
    if origin is tuple:
        return {"type": "array", "items": _schema(args[0], aliases, named)}
    if origin is Mapping:
        values = {} if args[1] is Any else _schema(args[1], aliases, named)
        return {"type": "object", "additionalProperties": values}
    return _PLAIN[hint]


def _referred(name: str, found: Wire, named: Wire) -> Wire:
    if named.setdefault(name, found) != found:
        raise NameTaken(f"two types are called {name}")
    return {"$ref": f"#/$defs/{name}"}


def _limits(rule: Any, many: bool) -> Wire:
    """Return what a validator asks of a text, a number or `many` things, as ECMA-262 has it."""
    match rule:
        case Means(text):
            return {"description": text}
        case Pattern():
            return rule.schema
        case Sent():
            return {SENT: rule.schema}
        case validate.OneOf(choices=choices):
            return {"enum": [*choices]}
        case validate.Length(min=least, max=most):
            unit = "Items" if many else "Length"
            return {f"min{unit}": least, f"max{unit}": most}
        case validate.Range(min=least, max=most):
            return {"minimum": least, "maximum": most}
    raise TypeError(f"no JSON Schema for {rule!r}")


def _nullable(schema: Wire) -> Wire:
    if "$ref" in schema:
        return {"anyOf": [schema, _NULL]}
    choices = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **choices}


def _at(root: Wire, reference: str) -> Any:
    found: Any = root
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found


def _declaring(kind: type, field: str) -> type:
    return next(c for c in kind.__mro__ if field in inspect.get_annotations(c))


def _globals(owner: type) -> Mapping[str, Any]:
    return vars(sys.modules[owner.__module__])


@cache
def _aliases(owner: type) -> Mapping[Any, str]:
    """Return the names that a module, or one it imports, has for types that are no classes."""
    own = _globals(owner)
    imported = [vars(value) for value in own.values() if isinstance(value, types.ModuleType)]
    return {
        value: name
        for names in (*imported, own)
        for name, value in names.items()
        if typing.get_origin(value) in (Annotated, Literal, tuple)
    }
