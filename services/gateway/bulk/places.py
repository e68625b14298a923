"""Costly work of a request: so much of one caller, and of all, at the same time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from services.gateway.problems import Refusal

RETRY: dict[str, str] = {"Retry-After": "5"}


class Places:
    """Places for `each` request of one caller and `all_` requests of this process."""

    def __init__(self, each: int, all_: int) -> None:
        self._each = each
        self._all = all_
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def one(self, actor: str) -> Iterator[None]:
        """Hold a place of a caller; raises `Refusal` (files-too-many) where none is free.

        Nobody waits: a request that waited would take a thread from all others.
        """
        with self._lock:
            if self._taken[actor] >= self._each or self._taken.total() >= self._all:
                raise Refusal("files-too-many", headers=RETRY)
            self._taken[actor] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[actor] -= 1
                self._taken += Counter()


READING = Places(each=2, all_=4)
"""Of files and packages that are read, and packages that are taken in, within their request."""
