"""Which events a document of a cycle rests on, by their positions: others leave it as it is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from libs.kernel.problems import Wire

Rests = Callable[[Wire, str | None], Iterable[int]]
"""(view, criterion) -> positions; `criterion` None for a document of all."""


def whole(view: Wire, criterion: str | None) -> Iterator[int]:
    """Yield the position of the thing itself: whatever happens to it changes the document."""
    yield int(view["position"])


def acts(view: Wire, criterion: str | None) -> Iterator[int]:
    """Yield none: a document of a case rests on the acts that it tells of."""
    yield from ()


def council(view: Wire, criterion: str | None) -> Iterator[int]:
    """Yield those of the opening, the council and its groups."""
    yield int(view["opened_position"])
    yield _of(view["council"])
    yield _of(view["working_groups"])


def plan(view: Wire, criterion: str | None) -> Iterator[int]:
    """Yield those of the plan, too."""
    yield from council(view, criterion)
    yield _of(view["work_plan"])


def elements(view: Wire, criterion: str | None) -> Iterator[int]:
    """Yield those of the guidance and of what was found by it."""
    yield int(view["opened_position"])
    yield int(view["guidance_position"])
    yield from _of_each(view["sheets"], "criterion", criterion)


def sheets(view: Wire, criterion: str | None) -> Iterator[int]:
    """Yield those of sheets, of the standards that they belong to, and of the groups."""
    yield int(view["opened_position"])
    yield int(view["guidance_position"])
    yield _of(view["working_groups"])
    yield from _of_each(view["sheets"], "criterion", criterion)
    standard = int(criterion.partition(".")[0]) if criterion else None
    yield from _of_each(view["standards"], "standard", standard)


def evidence(view: Wire, criterion: str | None) -> Iterator[int]:
    """Yield those of what cites evidence, and of what gives the list its day."""
    yield int(view["opened_position"])
    yield from _of_each(view["sheets"], "criterion", None)
    yield _of(view["approval"])
    yield _of(view["submission"])


def report(view: Wire, criterion: str | None) -> Iterator[int]:
    """Yield those of everything that stands in the report."""
    yield from council(view, criterion)
    yield from sheets(view, None)
    yield from _of_each(view["report_parts"], "report_part", None)
    yield _of(view["approval"])
    yield int(view["published_position"])


def _of(part: Mapping[str, Any] | None) -> int:
    return int(part["position"]) if part else 0


def _of_each(parts: Iterable[Mapping[str, Any]], key: str, only: object) -> Iterator[int]:
    for part in parts:
        if only in (None, part[key]):
            yield _of(part)
