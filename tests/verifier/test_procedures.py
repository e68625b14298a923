"""Every aggregate's procedure is whole: each command is decided, each event has its origin."""

import typing
from typing import Any

import pytest

from libs.engine.aggregate import Aggregate
from tests.verifier.platform import RULES

EACH = pytest.mark.parametrize("aggregate", RULES.aggregates, ids=lambda each: each.category)


def union(hint: Any) -> set[type]:
    """Return the members of a union, none of `Never`."""
    if hint is typing.Never:
        return set()
    return set(typing.get_args(hint) or (hint,))


def flat(kinds: set[Any]) -> set[type]:
    return {one for kind in kinds for one in (union(kind) if typing.get_args(kind) else {kind})}


@EACH
def test_each_command_is_decided_with_or_without_knowledge(
    aggregate: Aggregate[Any, Any, Any],
) -> None:
    hints = typing.get_type_hints(aggregate.decider.decide)
    alone = flat(union(hints["command"]))
    knowing = set(aggregate.procedure.of)
    assert not alone & knowing
    assert alone | knowing == {*aggregate.commands.types.values()}


@EACH
def test_a_row_speaks_of_its_aggregates_events_and_commands(
    aggregate: Aggregate[Any, Any, Any],
) -> None:
    assert {*aggregate.procedure.stated} <= {*aggregate.events.types.values()}
    for how in aggregate.procedure.stated.values():
        if isinstance(how, type):
            assert how in aggregate.commands.types.values()
