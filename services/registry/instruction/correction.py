"""A letter with its mistakes corrected: what stands at a path, and the letter that results. Pure.

A path is a JSON pointer (RFC 6901) into the letter, obligations by their code:

    /dated   /citations/0/issued_on   /obligations/R001-16/entries/7/before
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from libs.kernel.problems import FieldError, Invalid, Rejected, Wire, refused
from services.registry.instruction.events import (
    INSTRUCTION_EVENTS,
    InstructionEvent,
    InstructionRegistered,
    ObligationCreated,
)

_TEXT: Mapping[str, Sequence[str]] = {
    "": ("number", "symbol", "subject", "dated"),
    "citations": ("ref", "issued_on"),
    "obligations": (
        *("duty", "kind", "effect", "before", "function", "after", "basis"),
        *("fulfilled_by", "reading"),
    ),
    "entries": ("name", "school", "before", "month"),
}
_NUMBERS: Mapping[str, Sequence[str]] = {
    "": ("school_year",),
    "citations": (),
    "obligations": ("first_day", "last_day", "first_month", "last_month", "days"),
    "entries": ("accreditation_grade", "national_grade"),
}
"""What can be put right, by the part of the letter: texts and days, and numbers."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter and what it asks for."""

    registered: InstructionRegistered
    obligations: tuple[ObligationCreated, ...]


def standing(letter: Letter, path: str, at: str = "") -> str | None:
    """Return what stands at `path`, as text; None for nothing.

    Raises `Rejected` (correction-path-unknown); `at` points to the correction that names the path.
    """
    place, name, _ = _find(_wire(letter), path, at)
    return None if place[name] is None else str(place[name])


def corrected(
    letter: Letter, corrections: Iterable[tuple[str, str | None]], at: str = ""
) -> Letter:
    """Return the letter after `corrections`, each a path and its new value.

    Raises `Rejected` (correction-path-unknown, correction-invalid); `at` points to the correction.
    """
    wire = _wire(letter)
    for path, value in corrections:
        place, name, is_number = _find(wire, path, at)
        place[name] = int(value) if is_number and value and value.isdecimal() else value
        _parsed(path, wire, at)
    return _letter(wire)


def path_of(code: str, *rest: str | int) -> str:
    """Return the path of something in the obligation of that code."""
    return "/".join(["/obligations", _escape(code), *map(str, rest)])


def _wire(letter: Letter) -> Wire:
    found = dict(INSTRUCTION_EVENTS.dump(letter.registered)["data"])
    found["obligations"] = {
        _escape(o.code): INSTRUCTION_EVENTS.dump(o)["data"] for o in letter.obligations
    }
    return found


def _letter(wire: Wire) -> Letter:
    registered = {name: value for name, value in wire.items() if name != "obligations"}
    letter = _load("InstructionRegistered", registered)
    duties = [_load("ObligationCreated", data) for data in wire["obligations"].values()]
    assert isinstance(letter, InstructionRegistered)
    return Letter(letter, tuple(d for d in duties if isinstance(d, ObligationCreated)))


def _load(name: str, data: Wire) -> InstructionEvent:
    return INSTRUCTION_EVENTS.load({"type": name, "data": data})


def _parsed(path: str, wire: Wire, at: str) -> None:
    try:
        _letter(wire)
    except Invalid as error:
        detail = f"Giá trị mới ở '{path}' không hợp lệ: {error.errors[0].detail}"
        wrong = FieldError(f"{at}/value", error.errors[0].code, error.errors[0].detail)
        raise Rejected("correction-invalid", detail, _RULE, [wrong]) from error


def _find(wire: Wire, path: str, at: str) -> tuple[Wire, str, bool]:
    """Return the object in which `path` ends, the member's name, and whether it is a number."""
    *steps, name = path.split("/")[1:] or [""]
    place: Any = wire
    # Names of parts and keys within them take turns: obligations, a code, entries, a number.
    part = (steps or [""])[-2:][0]
    try:
        for step in steps:
            place = place[_index(step) if isinstance(place, list) else step]
    except (LookupError, TypeError):
        place = None
    is_number = name in _NUMBERS.get(part, ())
    is_text = name in _TEXT.get(part, ())
    if not isinstance(place, dict) or name not in place or not (is_number or is_text):
        detail = f"Văn bản không có mục '{path}' để đính chính."
        raise refused("correction-path-unknown", detail, _RULE, at=f"{at}/path")
    return place, name, is_number


def _index(step: str) -> int:
    if not step.isdecimal():
        raise LookupError(step)
    return int(step)


def _escape(code: str) -> str:
    return code.replace("~", "~0").replace("/", "~1")


_RULE = "đính chính văn bản: giữ nguyên điều đã ghi, ghi thêm giá trị đúng"
