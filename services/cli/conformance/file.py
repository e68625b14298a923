"""What is asked of a package alone, as a file or as a software exports it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from libs.engine.commands import now
from libs.law.calendar import vietnam_today
from services.cli.conformance.asked import Failed
from services.cli.conformance.samples import rules_of
from services.gateway import request
from services.gateway.exchange import checking, receiving, workbook
from services.gateway.exchange.checking import Target
from services.gateway.exchange.package import Package, digest, dump
from services.gateway.exchange.place import Fault, placed
from services.gateway.exchange.receiving import Gaps, Received, received_workbook
from services.gateway.problems import Refusal
from services.gateway.spreadsheets import apart, reading
from services.gateway.spreadsheets.archive import Unreadable


def read(path: Path) -> Received:
    """Return what a file says, xlsx by its name, else JSON; raises `Failed`."""
    raw = path.read_bytes()
    try:
        if path.suffix.lower() == ".xlsx":
            return received_workbook(apart.sheets(raw))
        return receiving.received(request.parsed(raw))
    except (Unreadable, Refusal) as error:
        raise Failed(f"{error.code}: {error.detail}") from error


def faults(told: Received) -> list[Fault]:
    """Return everything that is wrong with a package alone; raises `Failed` for no rule set."""
    found = checking.faults(told.package, _target(told.package), told.gaps)
    every = placed([*told.faults, *map(told.original, found)], told.places)
    return [fault for fault in every if not fault.warning]


def lawful(package: Package) -> str:
    """Return that a package agrees with the rule set that it names; raises `Failed`."""
    target = _target(package)
    wrong = [f for f in checking.faults(package, target, Gaps()) if not f.warning]
    # A self-assessment that has just begun says nothing yet.
    wrong = [fault for fault in wrong if fault.code != "package-empty"]
    if wrong:
        raise Failed("; ".join(f"{each.pointer} {each.detail}" for each in wrong[:20]))
    return f"đúng {package.cycle.rule_set} {package.cycle.revision}"


def same_again(package: Package) -> str:
    """Return the digest that a package has as JSON and as a workbook; raises `Failed`."""
    book = received_workbook(reading.sheets(workbook.write(dump(package))))
    if digest(book.package) != digest(package):
        raise Failed("khi viết ra xlsx rồi đọc lại thì khác")
    return f"cùng nội dung {digest(package)}"


def lines(wrong: list[Fault]) -> Iterator[str]:
    """Yield a line for each fault: its place, what is wrong, the code, the rule."""
    for fault in wrong:
        error = fault.error()
        rule = f" ({fault.rule})" if fault.rule else ""
        yield f"{error.pointer or '/'} {error.detail} [{fault.code}]{rule}"


def _target(package: Package, at: datetime | None = None) -> Target:
    """Return the cycle that a package itself names, with nothing in it; raises `Failed`."""
    rules = rules_of(package)
    codes = [{"scheme": code.scheme, "value": code.value} for code in package.school.codes]
    school = {"id": "", "name": package.school.name, "identifiers": codes}
    head = {name: getattr(package.cycle, name) for name in ("year", "education_stage")}
    named = {"rule_set": rules.id, "revision": rules.revision, "kind": rules.applies_to[0]}
    return Target(school, {**head, **named}, rules, vietnam_today(at or now()), {}, frozenset())
