"""A package completed by what stands: what it leaves unsaid stays as it is.

Lists keep their order and length, so that every pointer into the package stays the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any, TypeVar

from libs.kernel.problems import Wire
from services.gateway.exchange.making import Made
from services.gateway.exchange.package import EvidenceItem, Package, Plan, Sheet

T = TypeVar("T")
DAYS = ("dated", "expires_on")


def completed(told: Package, said: Wire, made: Made) -> Package:
    """Return `told` with what each thing in it leaves unsaid, as the cycle `made` has it.

    `said` is the package as JSON with those members alone that were sent (`Received.said`).
    """
    stands = made.package
    sheets = _by(stands.sheets, "criterion")
    return replace(
        told,
        sheets=tuple(
            _sheet(each, own, sheets.get(each.criterion))
            for each, own in _pairs(told.sheets, said, "sheets")
        ),
        standards=_each(told.standards, said, "standards", _by(stands.standards, "standard")),
        evidence=tuple(
            _item(each, own, made.items.get(each.code))
            for each, own in _pairs(told.evidence, said, "evidence")
        ),
        plan=told.plan and _plan(told.plan, said["plan"], made),
    )


def _by(things: Iterable[T], key: str) -> Mapping[Any, T]:
    return {getattr(each, key): each for each in things}


def _pairs(things: tuple[T, ...], said: Wire, part: str) -> Iterable[tuple[T, Wire]]:
    return zip(things, said.get(part, ()), strict=True)


def _each(things: tuple[T, ...], said: Wire, part: str, stands: Mapping[Any, T]) -> tuple[T, ...]:
    """Return a list's things, each completed by that which stands under its key, the first told."""
    return tuple(
        _whole(each, own, stands.get(getattr(each, fields(each)[0].name)))  # type: ignore[arg-type]
        for each, own in _pairs(things, said, part)
    )


def _whole(told: T, said: Wire, stands: T | None) -> T:
    if stands is None:
        return told
    names = [each.name for each in fields(told) if each.name not in said]  # type: ignore[arg-type]
    kept = {name: getattr(stands, name) for name in names}
    return replace(told, **kept)  # type: ignore[type-var]


def _sheet(told: Sheet, said: Wire, stands: Sheet | None) -> Sheet:
    if stands is None:
        return told
    levels = {**_by(stands.descriptions, "of_level"), **_by(told.descriptions, "of_level")}
    own = replace(told, descriptions=tuple(levels.values()))
    # Judgements that a command leaves out stay as they are by its own rule.
    return _whole(own, {**said, "judgements": (), "descriptions": ()}, stands)


def _item(told: EvidenceItem, said: Wire, stands: Wire | None) -> EvidenceItem:
    """Return an item with its details; what it is, a file, link or place, is told as a whole."""
    if stands is None:
        return told
    names = ("obtained", "number", "issuer", "note", *DAYS)
    kept = {name: _day(name, stands[name]) for name in names if name not in said}
    place = told.place
    if place and stands["kept"] == "place" and stands["box"] == place.box:
        more = {name: stands[name] for name in ("shelf", "where") if name not in said["place"]}
        place = replace(place, **more)
    return replace(told, place=place, **kept)


def _day(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in DAYS and value else value


def _plan(told: Plan, said: Wire, made: Made) -> Plan:
    stands = made.package.plan
    if stands is None or stands.year != told.year:
        return told
    return replace(
        told,
        issues=_each(told.issues, said, "issues", _by(stands.issues, "issue")),
        items=_each(told.items, said, "items", _by(stands.items, "number")),
    )
