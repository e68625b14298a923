"""Administrative units by code and day: 63 provinces with districts, then 34 with communes. Pure.

Codes are those of the General Statistics Office: 2 digits a province, 3 a district, 5 a commune
(xã, phường, thị trấn, đặc khu). On 01/07/2025 districts ended, provinces and communes were merged
(Nghị quyết 202/2025/QH15 and those on each province's communes), and codes were used again for
other units: 00004 was phường Trúc Bạch and is phường Ba Đình. So every question gives a day. A unit
that is not in the data is unknown, nothing is guessed (`data/README.md`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

REFORM = date(2025, 7, 1)
"""First day of the units that are now; the day before was the last of those that were."""
LAST_BEFORE = date(2025, 6, 30)
"""Last day of the units that were before."""
Tier = Literal["province", "district", "commune"]
_TIERS: Mapping[int, Tier] = {2: "province", 3: "district", 5: "commune"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit while it is: from `starts` (None: before our data) to the day before `ends`.

    `parent` is the code of the unit it lies in; `successors` the codes, of the units since
    01/07/2025, that its land went to, several where it was divided.
    """

    code: str
    name: str
    tier: Tier
    parent: str | None
    starts: date | None
    ends: date | None
    successors: tuple[str, ...]


def unit(code: str, on: date) -> Unit | None:
    """Return the unit that has this code on a day (Vietnamese calendar), None if none has."""
    return _units(on >= REFORM).get(code)


def chain(code: str, on: date) -> tuple[str, ...]:
    """Return `code` and the codes of the units it lies in, small to large; empty if unknown."""
    found: list[str] = []
    here = unit(code, on)
    while here is not None:
        found.append(here.code)
        here = None if here.parent is None else unit(here.parent, on)
    return tuple(found)


def lies_in(code: str, outer: str) -> bool:
    """Return whether a unit is another one or lies in it, before the reform, since, or by both.

    A unit that the data do not have lies in any province, and in nothing smaller.
    """
    if code == outer:
        return True
    known = [found for on in (LAST_BEFORE, REFORM) if (found := chain(code, on))]
    if not known:
        return _TIERS.get(len(outer)) == "province" and len(code) > len(outer)
    heirs = [chain(heir, REFORM) for heir in successors(code)]
    return any(outer in found for found in (*known, *heirs))


def below(code: str, on: date) -> tuple[Unit, ...]:
    """Return the units that lie directly in a unit on a day, by code."""
    return tuple(_below(on >= REFORM).get(code, ()))


def provinces() -> frozenset[str]:
    """Return the codes of every province, of today and of before 01/07/2025."""
    units = (unit for now in (False, True) for unit in _units(now).values())
    return frozenset(unit.code for unit in units if unit.tier == "province")


def successors(code: str) -> tuple[str, ...]:
    """Return the codes, by number, of the units since 01/07/2025 that an older unit went to.

    A district's are those of its communes; a province has one. Empty for an unknown code.
    """
    before = _units(False).get(code)
    if before is None:
        return ()
    parts = () if before.tier == "province" else _below(False).get(code, ())
    return tuple(sorted({*before.successors, *(heir for p in parts for heir in p.successors)}))


def predecessors(code: str) -> tuple[str, ...]:
    """Return the codes of the older units whose land a unit of today has, all or part."""
    return tuple(unit.code for unit in _predecessors().get(code, ()))


def become(areas: Iterable[str]) -> tuple[str, ...] | None:
    """Return the areas, small to large, of 01/07/2025 for a place that lay in `areas` before.

    None where that is not certain: the smallest unit known was divided, or is a district.
    """
    smallest = next(iter(areas), "")
    heirs = successors(smallest)
    return chain(heirs[0], REFORM) if len(heirs) == 1 else None


@cache
def _units(now: bool) -> dict[str, Unit]:
    text = (
        files(__name__) / "data" / f"{'since-2025-07' if now else 'until-2025-06'}.tsv"
    ).read_text(encoding="utf-8")
    found = {}
    for line in text.splitlines():
        code, parent, name, *heirs = line.split("\t")
        found[code] = Unit(
            code,
            name,
            _TIERS[len(code)],
            parent or None,
            REFORM if now else None,
            None if now else REFORM,
            tuple(heirs[0].split(",")) if heirs and heirs[0] else (),
        )
    return found


@cache
def _below(now: bool) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for each in _units(now).values():
        if each.parent is not None:
            found.setdefault(each.parent, []).append(each)
    return found


@cache
def _predecessors() -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for each in _units(False).values():
        for heir in each.successors:
            found.setdefault(heir, []).append(each)
    return found
