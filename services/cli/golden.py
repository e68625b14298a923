"""`kiemdinh golden`: the contracts of the services and one sample of every event ever stored.

`contracts/<service>/` follows the code. `tests/contracts/golden/<service>.json` only grows: a
new event type gets a sample, a type that gained a field one more, and none is ever edited.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from libs.engine import contract_files
from libs.engine.service import Service
from libs.kernel import canonical
from libs.kernel.json_schema import whole
from libs.kernel.messages import Contract
from libs.kernel.problems import Problem, Wire
from services.cli.catalogue import SERVICES

ROOT = Path(__file__).parents[2]
CONTRACTS = Path("contracts")
GOLDEN = Path("tests", "contracts", "golden")
_LIFTED: Wire = {"rules": "0" * 63 + "1", "ev": ["0" * 63 + "2"], "_sd": ["3" * 43]}

Golden = dict[str, list[Wire]]
"""By event type, its samples: `{"event": {"type", "data", ...}, "digest"}`, the oldest first."""


@click.command()
@click.option("--check", is_flag=True, help="Chỉ so sánh, không ghi; mã thoát 1 nếu có khác biệt.")
def golden(check: bool) -> None:
    """Ghi hợp đồng của các dịch vụ và mẫu sự kiện."""
    wrong = list(defects(ROOT))
    if check:
        wrong += [f"{path}: make golden" for path in drift(ROOT)]
    if wrong:
        raise click.ClickException("\n".join(wrong))
    for path, text in drift(ROOT).items():
        target = ROOT / path
        if text is None:
            target.unlink()
            click.echo(f"đã xóa {path}")
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            click.echo(f"đã ghi {path}")


def drift(root: Path) -> dict[Path, str | None]:
    """Return the files that are not as they should be, with their text; None: not there at all."""
    here = [path.relative_to(root) for path in (root / CONTRACTS).rglob("*.json")]
    wanted = {**dict.fromkeys(here), **expected(root)}

    def text(path: Path) -> str | None:
        return path.read_text(encoding="utf-8") if path.exists() else None

    return {path: should for path, should in wanted.items() if text(root / path) != should}


def expected(root: Path) -> dict[Path, str]:
    """Return the text that each contract and golden file should have, by its path under `root`.

    Raises `contracts.ContractError` when the services do not fit each other.
    """
    contract_files.check(contract_files.describe(service) for service in SERVICES)
    texts = {
        CONTRACTS / service.name / f"{name}.json": contract_files.render(part)
        for service in SERVICES
        for name, part in contract_files.parts(service).items()
    }
    for service in SERVICES:
        samples = read(root, service)
        for events in _contracts(service):
            for name in events.types:
                known = samples.setdefault(name, [])
                if not known or reloaded(events, known[-1]["event"]) != known[-1]["event"]:
                    event = sample(events, name)
                    known.append({"event": event, "digest": canonical.digest(event)})
        texts[GOLDEN / f"{service.name}.json"] = _render(samples)
    return texts


def defects(root: Path) -> Iterator[str]:
    """Yield what is wrong with the golden events that are there: edited, forgotten, unreadable."""
    for service in SERVICES:
        loaders = {name: events for events in _contracts(service) for name in events.types}
        for name, samples in read(root, service).items():
            for number, golden in enumerate(samples, 1):
                where = f"{service.name}: {name} {number}"
                if canonical.digest(golden["event"]) != golden["digest"]:
                    yield f"{where}: a golden event was edited"
                elif name not in loaders:
                    yield f"{where}: stored for ever, but no class of this name is in the union"
                elif lost := list(_lost(loaders[name], golden["event"])):
                    yield f"{where}: no longer loads as it was: {', '.join(lost)}"


def read(root: Path, service: type[Service]) -> Golden:
    """Return the golden events of a service, as they stand in its file."""
    path = root / GOLDEN / f"{service.name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def sample(events: Contract[Any], name: str) -> Wire:
    """Return an event of type `name`, every field filled, always the same for the same class."""
    data = contract_files.example(whole(events.types[name], closed=False), every=True)
    return reloaded(events, {"type": name, "data": data, **_LIFTED})


def reloaded(events: Contract[Any], event: Wire) -> Wire:
    """Return `event` loaded and dumped again; raises `Invalid` if it does not load."""
    return events.dump(events.event(event))


def _contracts(service: type[Service]) -> Iterator[Contract[Any]]:
    return (aggregate.events for aggregate in service.aggregates)


def _lost(events: Contract[Any], event: Wire) -> Iterator[str]:
    """Yield each member of `event` that loading and dumping changes; a new one may be added."""
    try:
        yield from _changed(event, reloaded(events, event), "")
    except Problem as problem:
        yield problem.detail


def _changed(old: Any, new: Any, at: str) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name, value in old.items():
            yield from _changed(value, new.get(name), f"{at}/{name}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (value, other) in enumerate(zip(old, new, strict=True)):
            yield from _changed(value, other, f"{at}/{index}")
    elif old != new:
        yield at


def _render(samples: Golden) -> str:
    return json.dumps(samples, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    golden()
