"""How much of a whole is reached, always with the lists that explain the numbers. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """What is reached (`numerator`) of what is asked (`denominator`), both sorted, none twice."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]

    @property
    def percent(self) -> int | None:
        """Return the whole per cent reached, rounded down; None when nothing is asked."""
        return percent(len(self.numerator), len(self.denominator))


def share(reached: Collection[str], scope: Collection[str]) -> Share:
    """Return how much of `scope` is reached; what lies outside it counts for nothing."""
    return Share(tuple(sorted({*reached} & {*scope})), tuple(sorted({*scope})))


@dataclass(frozen=True, slots=True)
class PostShare:
    """The trained persons of a post at a school, of how many.

    `of` is the headcount, or the number trained where that is more: then the headcount is
    `understated`. None: nobody has counted.
    """

    post: str
    trained: tuple[str, ...]
    of: int | None
    understated: bool


def staff_shares(
    trained: Mapping[str, Collection[str]], counted: Mapping[str, int] | None
) -> tuple[PostShare, ...]:
    """Return the share of each post; `trained` gives persons by post, `counted` the headcount."""
    posts = [*trained, *(post for post in counted or () if post not in trained)]
    return tuple(_post_share(post, {*trained.get(post, ())}, counted) for post in sorted(posts))


def _post_share(post: str, persons: set[str], counted: Mapping[str, int] | None) -> PostShare:
    if counted is None:
        return PostShare(post, tuple(sorted(persons)), None, understated=False)
    known = counted.get(post, 0)
    of = max(known, len(persons))
    return PostShare(post, tuple(sorted(persons)), of, understated=known < of)


def percent(numerator: int, denominator: int) -> int | None:
    """Return `numerator` in whole per cent of `denominator`, rounded down; None of nothing."""
    return numerator * 100 // denominator if denominator else None
