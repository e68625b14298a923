"""An event is bound by the limits of the command that it states again: both use the same words."""

import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any

import pytest

from services.cli.catalogue import SERVICES


def commands_of(how: Any) -> tuple[type, ...]:
    """Return what a row states: a class, or what its function returns."""
    told = how if isinstance(how, type) else typing.get_type_hints(how)["return"]
    return typing.get_args(told) or (told,)


ROWS = [
    pytest.param(event, command, id=f"{event.__name__}-{command.__name__}")
    for service in SERVICES
    for aggregate in service.aggregates
    for event, how in aggregate.procedure.stated.items()
    for command in commands_of(how)
]


def words(command: type, event: type) -> Iterator[tuple[str, Any]]:
    """Yield each field of a command, or of the items it lists, that stands in the event too."""
    there = {each.name for each in fields(event)}
    hints = typing.get_type_hints(command, include_extras=True)
    for each in fields(command):
        if "given" in each.metadata:
            continue
        if each.name in there:
            yield each.name, hints[each.name]
        elif (item := item_of(hints[each.name])) is not None:
            yield from words(item, event)


def item_of(hint: Any) -> type | None:
    """Return the dataclass of which a field holds a list."""
    if typing.get_origin(hint) is typing.Annotated:
        hint = typing.get_args(hint)[0]
    item = (*typing.get_args(hint), None)[0]
    listed = typing.get_origin(hint) is tuple and isinstance(item, type) and is_dataclass(item)
    return item if listed else None


def sure(hint: Any) -> Any:
    """Return a type without its None: an act of several events may have had it from elsewhere."""
    if typing.get_origin(hint) not in (typing.Union, UnionType):
        return hint
    (found,) = (each for each in typing.get_args(hint) if each is not NoneType)
    return found


@pytest.mark.parametrize(("event", "command"), ROWS)
def test_a_limit_stands_on_the_word_that_command_and_event_use(event: type, command: type) -> None:
    hints = typing.get_type_hints(event, include_extras=True)
    common = list(words(command, event))
    for name, hint in common:
        assert sure(hints[name]) == sure(hint), name
