"""The short way from a message to its wire form: a plain function a class, made of its type hints.

It gives what marshmallow gives, keys in the same order; a class with a field of a type that it does
not know has none.
"""

import dataclasses
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Annotated, Any, Literal

from libs.kernel.short_reader import beside

Write = Callable[[Any], Any]
_KEEP: Write = lambda value: value  # noqa: E731


def writer(kind: type) -> Write | None:
    """Return what gives the `data` of messages of a class; None for one that it does not know."""
    try:
        return _message(kind)
    except KeyError:
        return None


@cache
def _message(kind: type) -> Write:
    hints = typing.get_type_hints(kind, include_extras=True)
    names = [each.name for each in dataclasses.fields(kind) if not beside(each)]
    # Of a single name attrgetter gives no tuple.
    values = attrgetter(*names) if len(names) > 1 else lambda m: [getattr(m, n) for n in names]
    writes = [(name, _of(hints[name])) for name in names]
    changed = [(name, write) for name, write in writes if write is not _KEEP]

    def write(message: Any) -> dict[str, Any]:
        found = dict(zip(names, values(message), strict=True))
        for name, change in changed:
            value = found[name]
            if value is not None:
                found[name] = change(value)
        return found

    return write


def _of(hint: Any) -> Write:
    """Return what writes a value of this type; raises KeyError for one unknown."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _of(args[0])
    if origin in (typing.Union, UnionType):
        inner = _of(next(each for each in args if each is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is Literal:
        return int if isinstance(args[0], int) else str
    if origin is tuple:
        item = _of(args[0])
        return list if item is _KEEP else lambda value: [*map(item, value)]
    if origin is Mapping:
        if args[1] is Any:
            return dict
        member = _of(args[1])
        return lambda value: {key: member(each) for key, each in value.items()}
    if dataclasses.is_dataclass(hint):
        return _message(typing.cast(type, hint))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return str
    return _SIMPLE[hint]


_SIMPLE: Mapping[Any, Write] = {
    str: str,
    int: int,
    bool: _KEEP,
    date: date.isoformat,
    datetime: datetime.isoformat,
}
