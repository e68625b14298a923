"""A package as it is received: what can be understood of it, and all that cannot.

A thing of a wrong form is told and left aside, so that everything else is checked too. What is then
missing for a reason already told (`Gaps`) is not told once more.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from libs.kernel.problems import Invalid, Wire
from services.gateway.exchange import workbook
from services.gateway.exchange.package import Package, load
from services.gateway.exchange.place import Fault, Places

FORM = "docs/exchange/package-1.schema.json"
HEAD: Wire = {
    "format": "kiemdinh-package",
    "format_version": "1.0",
    "software": {"name": "?"},
    "school": {"name": "?"},
    "cycle": {"year": 2000, "rule_set": "?", "revision": "?"},
}
"""What stands in for the parts of a head that are of a wrong form; those are then not compared."""


@dataclass
class Gaps:
    """What was left aside: judgements of criteria, items of evidence, priority issues by number.

    `*` stands for some of which is not known which.
    """

    criteria: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    issues: bool = False
    head: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Received:
    """A package as far as it can be understood, where it stands in a workbook, what is wrong."""

    package: Package
    places: Places
    faults: tuple[Fault, ...]
    gaps: Gaps
    kept: dict[str, list[int]]

    def original(self, fault: Fault) -> Fault:
        """Return a fault of what is understood, with its pointer into what was sent."""
        return replace(fault, pointer=_original(fault.pointer, self.kept))


def received_workbook(raw: bytes) -> Received:
    """Return what a workbook says; raises `Unreadable`."""
    read = workbook.read(raw)
    gaps = Gaps(read.lost_criteria, read.lost_codes, read.lost_issues)
    return _received(read.wire, read.places, read.faults, gaps)


def received(wire: Wire) -> Received:
    """Return what a JSON object says."""
    return _received(wire, {}, (), Gaps())


def _received(wire: Wire, places: Places, before: Sequence[Fault], gaps: Gaps) -> Received:
    left, faults, kept = deepcopy(wire), list(before), dict[str, list[int]]()
    try:
        return Received(load(left), places, tuple(faults), gaps, kept)
    except Invalid as invalid:
        faults += [Fault(e.pointer, e.code, e.detail, FORM) for e in invalid.errors]
        gone = {_thing(left, error.pointer) for error in invalid.errors}
    tops = {pointer for pointer in gone if "/" not in pointer[1:]}
    for pointer in tops:
        top = pointer[1:]
        gaps.head.add(top)
        if top in HEAD:
            left[top] = deepcopy(HEAD[top])
        else:
            # A part that is no list at all, or that nobody knows.
            left.pop(top, None)
    things = [each for each in gone - tops if not any(each.startswith(f"{t}/") for t in tops)]
    for pointer in things:
        _note(gaps, left, pointer)
    _drop(left, things, kept)
    return Received(load(left), places, tuple(faults), gaps, kept)


def _thing(wire: Any, pointer: str) -> str:
    """Return the innermost member of a list that is an object and holds `pointer`, else the part
    of the package that does."""
    found, at, walked = "", wire, ""
    for token in pointer.split("/")[1:]:
        inside = isinstance(at, list) and token.isdecimal() and int(token) < len(at)
        walked += f"/{token}"
        if inside:
            at = at[int(token)]
            if isinstance(at, dict) or not found:
                found = walked
        else:
            at = at.get(token) if isinstance(at, dict) else None
    if found:
        return found
    parts = pointer.split("/")[1:]
    # Of the plan its own fields are wrong: without them nothing in it can be placed.
    return f"/{parts[0]}" if parts else ""


def _note(gaps: Gaps, wire: Wire, pointer: str) -> None:
    tokens = pointer.split("/")[1:]
    match tokens:
        case ["sheets", n, "judgements", _]:
            gaps.criteria.add(_told(wire["sheets"][int(n)], "criterion"))
        case ["sheets", n]:
            gaps.criteria.add(_told(wire["sheets"][int(n)], "criterion"))
        case ["evidence", n]:
            gaps.codes.add(_told(wire["evidence"][int(n)], "code"))
        case ["plan", "issues", _]:
            gaps.issues = True


def _told(thing: Any, name: str) -> str:
    value = thing.get(name) if isinstance(thing, dict) else None
    return value if isinstance(value, str) else "*"


def _drop(wire: Wire, pointers: Sequence[str], kept: dict[str, list[int]]) -> None:
    """Take things out of their lists, the innermost first; note which are left of each list."""
    by_list: dict[str, set[int]] = {}
    for pointer in pointers:
        above, _, number = pointer.rpartition("/")
        by_list.setdefault(above, set()).add(int(number))
    for above in sorted(by_list, key=lambda each: -each.count("/")):
        items: Any = wire
        for token in above.split("/")[1:]:
            items = items[int(token)] if isinstance(items, list) else items[token]
        kept[above] = [n for n in range(len(items)) if n not in by_list[above]]
        items[:] = [items[n] for n in kept[above]]


def _original(pointer: str, kept: dict[str, list[int]]) -> str:
    """Return a pointer into what is left as one into what there was."""
    found = ""
    for token in pointer.split("/")[1:]:
        # The lists are named as they were before anything outside them was taken out.
        left = kept.get(found)
        found += f"/{left[int(token)] if left and token.isdecimal() else token}"
    return found
