"""Every event ever stored still says what it said: to its own service and to those that hear it."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from libs import rights
from libs.engine.contract_files import load
from libs.kernel import canonical
from libs.kernel.json_schema import whole
from libs.kernel.messages import Contract
from libs.kernel.problems import Wire
from services.cli import golden
from services.cli.catalogue import SERVICES
from tests.owners import heard_by

OWNERS = {
    name: aggregate.events
    for service in SERVICES
    for aggregate in service.aggregates
    for name in aggregate.events.types
}
STORED = [
    pytest.param(name, golden_event["event"], id=f"{name}-{number}")
    for service in SERVICES
    for name, samples in golden.read(golden.ROOT, service).items()
    for number, golden_event in enumerate(samples, 1)
]
NEWEST = {
    name: samples[-1]["event"]
    for service in SERVICES
    for name, samples in golden.read(golden.ROOT, service).items()
}


def listeners() -> Iterator[tuple[str, Contract[Any]]]:
    """Yield what hears events: rights, what suppliers ask, read tables, reactions."""
    yield "rights", rights.HEARD
    for service in SERVICES:
        for contract in heard_by(service):
            yield service.name, contract


HEARD = [
    *dict.fromkeys(
        (module, name, kind)
        for module, contract in listeners()
        for name, kind in contract.types.items()
        if kind is not OWNERS[name].types[name]
    )
]
"""Who hears, which event, and the class with the fields that are read of it."""


@pytest.mark.parametrize(("name", "event"), STORED)
def test_a_stored_event_loads_and_keeps_every_field(name: str, event: Wire) -> None:
    again = golden.reloaded(OWNERS[name], event)
    assert canonical.encode(_kept(again["data"], event["data"])) == canonical.encode(event["data"])
    assert {k: v for k, v in again.items() if k != "data"} == {
        k: v for k, v in event.items() if k != "data"
    }


def _kept(again: Any, stored: Any) -> Any:
    """Return `again` without the members, at any depth, that came after `stored` was written."""
    if isinstance(again, dict) and isinstance(stored, dict):
        return {key: _kept(value, stored[key]) for key, value in again.items() if key in stored}
    if isinstance(again, list) and isinstance(stored, list) and len(again) == len(stored):
        return [_kept(value, old) for value, old in zip(again, stored, strict=True)]
    return again


@pytest.mark.parametrize("name", OWNERS)
def test_the_newest_sample_of_a_type_dumps_to_the_same_bytes(name: str) -> None:
    event = NEWEST[name]
    assert canonical.encode(golden.reloaded(OWNERS[name], event)) == canonical.encode(event)


@pytest.mark.parametrize(("module", "name", "kind"), HEARD)
def test_who_hears_an_event_of_another_can_read_it(module: str, name: str, kind: type) -> None:
    heard, real = Contract(kind).event(NEWEST[name]), OWNERS[name].event(NEWEST[name])
    assert heard is not None
    for field in fields(kind):
        told, there = getattr(heard, field.name), getattr(real, field.name)
        assert told == _as_read(told, there), field.name


@pytest.mark.parametrize(("module", "name", "kind"), HEARD)
def test_what_is_read_of_an_event_are_fields_that_it_has(
    module: str, name: str, kind: type
) -> None:
    """By name and type; and what an event may leave out, its hearer can do without."""
    heard, real = (whole(of, closed=False) for of in (kind, OWNERS[name].types[name]))
    for field, schema in heard["properties"].items():
        assert _type(schema) == _type(real["properties"].get(field, {})), field
    assert {*heard.get("required", ())} <= {*real.get("required", ())}


def _as_read(told: Any, there: Any) -> Any:
    """Return what is there as who hears it reads it: of a part perhaps fewer fields."""
    if isinstance(told, tuple) and isinstance(there, tuple) and len(told) == len(there):
        return tuple(map(_as_read, told, there))
    if not is_dataclass(told) or isinstance(told, type):
        return there
    return replace(told, **{f.name: getattr(there, f.name) for f in fields(told)})


def _type(schema: Wire) -> Any:
    """Return what kind of value a schema is of, without its limits."""
    inner = _type(schema["items"]) if "items" in schema else None
    return schema.get("type"), schema.get("format"), inner


def test_no_golden_event_was_edited_and_no_type_was_forgotten() -> None:
    assert list(golden.defects(golden.ROOT)) == []


def test_an_edited_golden_event_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / golden.GOLDEN
    folder.mkdir(parents=True)
    service = SERVICES[0]
    samples = golden.read(golden.ROOT, service)
    name = next(iter(samples))
    samples[name][0]["event"]["rules"] = "f" * 64
    (folder / f"{service.name}.json").write_text(json.dumps(samples))
    (defect,) = golden.defects(tmp_path)
    assert "edited" in defect
    assert name in defect


def test_a_type_that_left_the_union_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / golden.GOLDEN
    folder.mkdir(parents=True)
    event: Wire = {"type": "Forgotten", "data": {}}
    known = {"Forgotten": [{"event": event, "digest": canonical.digest(event)}]}
    (folder / f"{SERVICES[0].name}.json").write_text(json.dumps(known))
    (defect,) = golden.defects(tmp_path)
    assert "stored for ever" in defect


def test_the_files_in_contracts_are_those_of_the_code() -> None:
    assert golden.drift(golden.ROOT) == {}, "make golden"


def test_the_contracts_of_all_services_fit_together() -> None:
    assert set(load(golden.ROOT / "contracts")) == {service.name for service in SERVICES}


def test_some_service_gets_an_early_copy_of_every_event() -> None:
    # One that no queue takes would hold up the relay.
    made = {
        name for service in SERVICES for each in service.aggregates for name in each.events.types
    }
    assert made <= frozenset().union(*(service.copied for service in SERVICES))
    for service in SERVICES:
        assert service.heard <= service.copied
        assert service.react is None or frozenset(service.react.types) <= service.copied
