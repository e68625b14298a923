"""The short way to an event says yes only if the contract says yes, and then the very same."""

import copy
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from libs.kernel.messages import Contract
from libs.kernel.problems import Invalid, Wire
from services.cli.catalogue import SERVICES
from services.verifier.entries import within
from tests.contracts.test_events import NEWEST, OWNERS, listeners

READ: list[tuple[Contract[Any], str]] = [
    *((contract, name) for name, contract in OWNERS.items()),
    *((contract, name) for _, contract in listeners() for name in contract.types),
]
ODD = st.sampled_from(
    [
        *(None, True, False, 0, 1, -1, 2**53, 2**53 - 1, 1.0, 0.5, "", " ", "x", "0" * 64),
        *("2024-02-29", "2023-02-29", "1799-12-31", "2199-12-31", "2024-1-1", "2024-01-01\n"),
        *(
            "u:a",
            "abc",
            "a" * 4001,
            "Tru\u031bo\u031b\u0300ng",
            "Trường",
            "a\u0000",
            "\ud800",
            "\t",
        ),
        *([], {}, [None], ["x"] * 41, {"x": 1}, "primary", "accreditation", "chair"),
    ]
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value in a JSON value, its own left out."""
    members = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path for key, one in members for path in ((*at, key), *places(one, (*at, key)))]


def changed(draw: st.DrawFn, envelope: Wire) -> Wire:
    """Return an event with a few of its values replaced, taken away, put elsewhere or added."""
    envelope = copy.deepcopy(envelope)
    for _ in range(draw(st.integers(0, 3))):
        paths = [path for path in places(envelope) if path != ("type",) and path != ("data",)]
        if not paths:
            break
        *to, last = draw(st.sampled_from(paths))
        parent: Any = envelope
        for key in to:
            parent = parent[key]
        match draw(st.sampled_from(["odd", "gone", "more", "other"])):
            case "odd":
                parent[last] = copy.deepcopy(draw(ODD))
            case "gone":
                del parent[last]
            case "more" if isinstance(parent, dict) and parent is not envelope:
                parent["further"] = copy.deepcopy(draw(ODD))
            case "more" if parent is envelope:
                envelope[draw(st.sampled_from(["rules", "ev", "_sd"]))] = copy.deepcopy(draw(ODD))
            case _:
                value: Any = envelope
                for key in draw(st.sampled_from(paths)):
                    value = value[key] if not isinstance(value, str) else value
                    if not isinstance(value, dict | list):
                        break
                parent[last] = copy.deepcopy(value)
    return envelope


@st.composite
def cases(draw: st.DrawFn) -> tuple[Contract[Any], Wire]:
    """Draw a contract and an event of one of its types, true or changed."""
    contract, name = draw(st.sampled_from(READ))
    return contract, changed(draw, NEWEST[name])


def long_way(contract: Contract[Any], envelope: Wire) -> Any:
    """Return what marshmallow makes of an event, None if it refuses."""
    try:
        return contract._event(envelope)
    except (Invalid, TypeError):
        return None


@settings(max_examples=600, deadline=None)
@given(cases())
def test_a_yes_of_the_short_way_is_that_of_the_contract(case: tuple[Contract[Any], Wire]) -> None:
    contract, envelope = case
    short = contract._short.event(contract.types[envelope["type"]], envelope)
    event("yes" if short is not None else "nothing")
    if short is not None:
        assert short == long_way(contract, envelope)


@settings(max_examples=600, deadline=None)
@given(cases())
def test_an_exact_yes_says_all_that_the_entry_says(case: tuple[Contract[Any], Wire]) -> None:
    contract, envelope = case
    exact = contract.exact_event(envelope)
    if exact is None:
        return
    assert exact == long_way(contract, envelope)
    again = contract.dump(exact)
    assert all(again.get(key) == envelope.get(key) for key in ("rules", "ev", "_sd"))
    assert within(envelope["data"], again["data"])


@settings(max_examples=300, deadline=None)
@given(cases())
def test_what_is_loaded_the_short_way_is_what_the_contract_loads(
    case: tuple[Contract[Any], Wire],
) -> None:
    contract, envelope = case
    wire = {"type": envelope["type"], "data": envelope["data"]}
    short = contract._short.data(contract.types[wire["type"]], wire["data"])
    if short is not None:
        assert short == contract.parse(wire).build({})


def test_every_stored_event_takes_the_short_way() -> None:
    for service in SERVICES:
        for aggregate in service.aggregates:
            for name in aggregate.events.types:
                assert aggregate.events.exact_event(NEWEST[name]) is not None, name
