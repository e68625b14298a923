"""Of lists in parts: in every order each row comes once, forward to the end and back from there."""

from collections.abc import Callable, Iterable

from libs.kernel.problems import Wire

LARGEST = 200


def require_whole(ask: Callable[..., list[Wire]], orders: Iterable[str], size: int = 2) -> None:
    """Read a list in parts in each of its orders, either way; `ask` takes what is asked for."""
    for name in orders:
        for sort in (name, f"-{name}"):
            whole = [one["id"] for one in ask(sort=sort, limit=LARGEST)]
            assert len({*whole}) == len(whole) > size
            for n in range(0, len(whole) - size, size):
                on = ask(sort=sort, limit=size, after=whole[n + size - 1])
                assert [one["id"] for one in on] == whole[n + size : n + 2 * size], (sort, n)
            for n in range(size, len(whole)):
                back = ask(sort=sort, limit=size, back_from=whole[n])
                assert [one["id"] for one in back] == whole[n - size : n], (sort, n)
            assert ask(sort=sort, limit=size, back_from=whole[0]) == []
