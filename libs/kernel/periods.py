"""What holds when: half-open periods, what holds during them, values that follow one another. Pure.

Days are those of the Vietnamese calendar. What ends on a day no longer holds on it, so that the
next may begin there.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `starts` to the day before `ends`; None: until further notice."""

    starts: date
    ends: date | None = None

    @property
    def empty(self) -> bool:
        """Whether it has no day: what held was ended before it began."""
        return not self.holds(self.starts)

    def holds(self, day: date) -> bool:
        """Return whether `day` is one of its days."""
        return self.starts <= day and (self.ends is None or day < self.ends)

    def overlaps(self, other: "Period") -> bool:
        """Return whether both have some day in common."""
        begun = max(self.starts, other.starts)
        return self.holds(begun) and other.holds(begun)

    def cut(self, ends: date) -> "Period":
        """Return what is left of it when it ends on `ends`, if it does not end before anyhow."""
        return Period(self.starts, ends if self.ends is None else min(self.ends, ends))


@dataclass(frozen=True, slots=True)
class During(Generic[T_co]):
    """A value and the period in which it holds."""

    value: T_co
    period: Period


@dataclass(frozen=True, slots=True)
class Timeline(Generic[T]):
    """Values that were begun and ended, in the order in which they were told, with their true end.

    Several may hold at once; whether they may is the rule of whoever begins them.
    """

    told: tuple[During[T], ...] = ()

    def begin(self, value: T, period: Period) -> "Timeline[T]":
        """Return it after `value` was begun."""
        return Timeline((*self.told, During(value, period)))

    def end(self, which: Callable[[T], bool], ends: date) -> "Timeline[T]":
        """Return it after these ended: none of them holds on `ends` or later."""
        return Timeline(
            tuple(
                replace(each, period=each.period.cut(ends)) if which(each.value) else each
                for each in self.told
            )
        )

    def periods(self, which: Callable[[T], bool]) -> list[Period]:
        """Return the periods of these values."""
        return [each.period for each in self.told if which(each.value)]

    def on(self, day: date) -> list[T]:
        """Return the values that hold on a day."""
        return [each.value for each in self.told if each.period.holds(day)]

    def ever(self) -> list[T]:
        """Return the values that hold on some day: what was ended before it began never does."""
        return [each.value for each in self.told if not each.period.empty]

    def meeting(self, period: Period) -> list[During[T]]:
        """Return those that hold on some day of `period`."""
        return [each for each in self.told if each.period.overlaps(period)]


@dataclass(frozen=True, slots=True)
class Since(Generic[T_co]):
    """A value and its first day, None: from the start; it holds until the next one begins."""

    value: T_co
    starts: date | None = None


def in_order(told: Iterable[Since[T]]) -> list[Since[T]]:
    """Return one value for each beginning, by day; of two with the same one the last told counts.

    So an error is put right by telling the value again.
    """
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
