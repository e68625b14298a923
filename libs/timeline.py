"""What held when: values that each begin on a day, told in any order. Pure.

A later beginning takes the place of an earlier one; of two with the same beginning the one told
last counts, so that an error is put right by telling it again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Since(Generic[T_co]):
    """A value and the first day (Vietnamese calendar) on which it holds; None: from the start."""

    value: T_co
    starts: date | None = None


def in_order(told: Iterable[Since[T]]) -> list[Since[T]]:
    """Return one value for each beginning, by day; of `told`, the first comes first."""
    last = {each.starts: each for each in told}
    return sorted(last.values(), key=lambda each: each.starts or date.min)


def value_on(told: Sequence[Since[T]], day: date) -> T:
    """Return what holds on `day`, before the first beginning the first value.

    Raises ValueError where nothing was told.
    """
    ordered = in_order(told)
    if not ordered:
        raise ValueError("nothing was told")
    begun = [each for each in ordered if each.starts is None or each.starts <= day]
    return (begun or ordered[:1])[-1].value
