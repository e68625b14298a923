"""Every aggregate's procedure is whole: each command is decided, each event has its origin."""

import typing
from datetime import date
from typing import Any

import pytest

from libs.engine.aggregate import Aggregate
from libs.engine.procedure import Act, NotAdmitted
from services.assessment.events import CouncilAppointed, CouncilMember
from services.registry.school.events import SchoolOperationRecorded
from services.review.evaluation.events.filing import RegistrationForwarded
from tests.verifier.platform import RULES

DAY = date(2027, 1, 1)
ACT = Act("79", "x-1", date(2027, 1, 1), "u:a", "principal", "abc")

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


@pytest.mark.parametrize(
    ("category", "event"),
    [
        ("cycle", CouncilAppointed("1/QĐ", (CouncilMember("u:a", "member"),) * 101, DAY)),
        ("evaluation", RegistrationForwarded(())),
        ("school", SchoolOperationRecorded(None, 1000)),
    ],
    ids=["too many", "too few", "a number out of range"],
)
def test_what_no_command_may_ask_for_states_none_again(category: str, event: Any) -> None:
    """An auditor reads the event alone: a limit of the command's contract holds there too."""
    aggregate = next(each for each in RULES.aggregates if each.category == category)
    with pytest.raises(NotAdmitted, match="không việc nào nhận"):
        aggregate.procedure.restated([event], aggregate.decider.initial, ACT)
