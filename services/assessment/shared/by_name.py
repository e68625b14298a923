"""Lists of schools by name, as Vietnamese lists are: of thousands, the page that is asked for."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from libs.law.vietnamese import fold, sort_key

T = TypeVar("T")
_folded = lru_cache(maxsize=20_000)(fold)
_sorted_by = lru_cache(maxsize=20_000)(sort_key)


def page(
    found: Iterable[T],
    called: Callable[[T], tuple[str, str]],
    words: str | None,
    after: str | None,
    limit: int,
) -> list[T]:
    """Return what comes after the one with the id `after`, the first ones if there is none such.

    `called` says name and id; `words`, accents or not, are all in the name. In the order of names,
    of one name in that of ids.
    """
    wanted = fold(words or "").split()
    kept = [one for one in found if all(word in _folded(called(one)[0]) for word in wanted)]
    kept.sort(key=lambda one: (_sorted_by(called(one)[0]), called(one)[1]))
    begins = next((n for n, one in enumerate(kept, 1) if called(one)[1] == after), 0)
    return kept[begins : begins + limit]
