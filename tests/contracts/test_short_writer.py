"""The short way to the wire writes what marshmallow writes, and knows every message that leaves."""

import dataclasses
import json
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.kernel.messages import Contract
from libs.kernel.short_reader import beside
from services.cli.catalogue import SERVICES
from tests.contracts.test_events import NEWEST, OWNERS

VIEWS = [
    Contract[Any](view)
    for view in {
        kind.view for service in SERVICES for kind in service.queries.contract.types.values()
    }
]
COMMANDS = [
    aggregate.commands
    for service in SERVICES
    for aggregate in service.aggregates
    if aggregate.commands.types
]
SIMPLE: Mapping[Any, st.SearchStrategy[Any]] = {
    str: st.sampled_from(["", "Trường", "x\n\"'\\", "😀"]),
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Return what draws a value of a type; limits are not kept to, since writing asks none."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return values(args[0])
    if origin in (typing.Union, UnionType):
        return st.one_of(st.none(), *(values(each) for each in args if each is not type(None)))
    if origin is Literal:
        return st.sampled_from(args)
    if origin is tuple:
        return st.lists(values(args[0]), max_size=2).map(tuple)
    if origin is Mapping:
        member = st.integers() if args[1] is Any else values(args[1])
        return st.dictionaries(st.sampled_from(["a", "b"]), member)
    if dataclasses.is_dataclass(hint):
        return messages(typing.cast(type, hint))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from([*hint])
    return SIMPLE[hint]


def messages(kind: type) -> st.SearchStrategy[Any]:
    """Return what draws messages of a class."""
    hints = typing.get_type_hints(kind, include_extras=True)
    known = {
        each.name: st.none() if "given" in each.metadata else values(hints[each.name])
        for each in dataclasses.fields(kind)
    }
    return st.fixed_dictionaries(known).map(lambda drawn: kind(**drawn))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Contract[Any], Any]:
    """Draw a contract of events, commands or a view, and a message of it."""
    contract = draw(st.sampled_from([*OWNERS.values(), *COMMANDS, *VIEWS]))
    return contract, draw(messages(draw(st.sampled_from([*contract.types.values()]))))


@settings(max_examples=400, deadline=None)
@given(cases())
def test_the_short_way_writes_what_marshmallow_writes(case: tuple[Contract[Any], Any]) -> None:
    contract, message = case
    short, long = contract.dump(message)["data"], contract.written(message)
    assert short == long
    assert json.dumps(short) == json.dumps(long), "the same keys in the same order"


def test_every_stored_event_is_written_as_marshmallow_writes_it() -> None:
    for name, contract in OWNERS.items():
        event = contract.event(NEWEST[name])
        assert contract.dump(event)["data"] == contract.written(event), name


def test_every_message_takes_the_short_way() -> None:
    for contract in (*OWNERS.values(), *COMMANDS, *VIEWS):
        assert [name for name, write in contract._writers.items() if write is None] == []


def test_what_stands_beside_the_data_is_not_in_it() -> None:
    for contract in OWNERS.values():
        for name, kind in contract.types.items():
            event = contract.event(NEWEST[name]) if name in NEWEST else None
            if event is not None:
                apart = {each.name for each in dataclasses.fields(kind) if beside(each)}
                assert not apart & contract.dump(event)["data"].keys()
