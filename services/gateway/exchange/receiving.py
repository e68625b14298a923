"""A package as it is received: what can be understood of it, and all that cannot.

A thing of a wrong form is told and left aside, so that everything else is checked too. What is then
missing for a reason already told (`Gaps`) is not told once more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from libs.kernel import canonical
from libs.kernel.problems import Invalid, Wire
from services.gateway.exchange import package as packages
from services.gateway.exchange import workbook
from services.gateway.exchange.limits import within_limits
from services.gateway.exchange.package import CONTENT, Package, alike, dump, load, said_of
from services.gateway.exchange.place import Fault, Places
from services.gateway.spreadsheets.reading import Row

FORM = "docs/exchange/package-1.schema.json"
MOST_FAULTS = 500
"""After so many faults a package is not looked at any further."""
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


@dataclass(frozen=True)
class Received:
    """A package as far as it can be understood, where it stands in a workbook, what is wrong.

    `sent` is the JSON that `package` was made of: it has only the members that were sent.
    """

    package: Package
    sent: Wire
    places: Places
    faults: tuple[Fault, ...]
    gaps: Gaps
    kept: dict[str, list[int]]

    @cached_property
    def said(self) -> Wire:
        """The package as JSON, without what it leaves unsaid."""
        said: Wire = said_of(dump(self.package), self.sent)
        return said

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of what the package says, and of what it leaves unsaid."""
        whole, said = packages.digest(self.package), [*_things(self.said)]
        if said == [*_things(dump(self.package))]:
            return whole
        return canonical.digest([whole, sorted(map(canonical.digest, said))])

    def original(self, fault: Fault) -> Fault:
        """Return a fault of what is understood, with its pointer into what was sent."""
        return replace(fault, pointer=_original(fault.pointer, self.kept))


def received_workbook(rows: Mapping[str, Sequence[Row]]) -> Received:
    """Return what a workbook says whose sheets have these rows; raises `Unreadable`."""
    read = workbook.read(rows)
    gaps = Gaps(read.lost_criteria, read.lost_codes, read.lost_issues)
    return _received(read.wire, read.places, read.faults, gaps)


def received(wire: Wire) -> Received:
    """Return what a JSON object says."""
    return _received(wire, {}, (), Gaps())


def _received(wire: Wire, places: Places, before: Sequence[Fault], gaps: Gaps) -> Received:
    left, long = within_limits(wire)
    faults, kept = [*before, *long], dict[str, list[int]]()
    if len(faults) > MOST_FAULTS:
        return _too_many(places, faults)
    for fault in long:
        _unseen(gaps, fault.pointer)
    try:
        return Received(load(left), left, places, tuple(faults), gaps, kept)
    except Invalid as invalid:
        faults += [Fault(e.pointer, e.code, e.detail, FORM) for e in invalid.errors]
        if len(faults) > MOST_FAULTS:
            return _too_many(places, faults)
        gone = {_thing(left, error.pointer) for error in invalid.errors}
    tops = {pointer for pointer in gone if "/" not in pointer[1:]}
    for pointer in tops:
        top = pointer[1:]
        gaps.head.add(top)
        if top in HEAD:
            left[top] = HEAD[top]
        else:
            # A part that is no list at all, or that nobody knows.
            left.pop(top, None)
    things = [each for each in gone - tops if not any(each.startswith(f"{t}/") for t in tops)]
    for pointer in things:
        _note(gaps, left, pointer)
    _drop(left, things, kept)
    return Received(load(left), left, places, tuple(faults), gaps, kept)


def _too_many(places: Places, faults: Sequence[Fault]) -> Received:
    """Return the first faults of a package, of which nothing more is looked at."""
    detail = f"Gói có hơn {MOST_FAULTS} lỗi; chỉ nêu {MOST_FAULTS} lỗi đầu, phần còn lại chưa xét."
    told = (*faults[:MOST_FAULTS], Fault("", "faults-too-many", detail, FORM))
    gaps = Gaps({"*"}, {"*"}, True, set(HEAD))
    return Received(load(HEAD), HEAD, places, told, gaps, {})


def _things(wire: Wire) -> Iterator[Any]:
    """Yield what a package says of each thing, lists of things in any order."""
    lists = {**wire, **(wire.get("plan") or {})}
    for part in (*CONTENT, "issues", "items"):
        for each in lists.get(part) or () if part != "plan" else ():
            yield [part, alike(each) if part == "sheets" else each]


def _unseen(gaps: Gaps, pointer: str) -> None:
    """Note that of the list at `pointer` not everything was looked at."""
    if pointer.startswith("/sheets"):
        gaps.criteria.add("*")
    elif pointer == "/evidence":
        gaps.codes.add("*")
    elif pointer == "/plan/issues":
        gaps.issues = True


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
