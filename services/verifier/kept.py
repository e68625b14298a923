"""Values by key, of which those not asked for lately are put away: small, and slower to reach."""

import pickle
import zlib
from collections import OrderedDict
from typing import Any, Generic, TypeVar

K = TypeVar("K")

_NOTHING = object()


class Kept(Generic[K]):
    """Remembers everything; `at_hand` values as they are, the others as compressed bytes.

    A log of many schools and years has some ten thousand states, and a school's last year is over
    for good. What is put away and taken out again is equal to what it was.
    """

    def __init__(self, at_hand: int) -> None:
        self.at_hand = at_hand
        self._near: OrderedDict[K, Any] = OrderedDict()
        self._away: dict[K, bytes] = {}

    def get(self, key: K, default: Any) -> Any:
        """Return what stands under `key`."""
        found = self._near.get(key, _NOTHING)
        if found is not _NOTHING:
            self._near.move_to_end(key)
            return found
        away = self._away.pop(key, None)
        if away is None:
            return default
        # Made by `put` and never seen by anybody else.
        value = pickle.loads(zlib.decompress(away))
        self.put(key, value)
        return value

    def put(self, key: K, value: Any) -> None:
        """Let `value` stand under `key`."""
        self._near[key] = value
        self._near.move_to_end(key)
        if len(self._near) > self.at_hand:
            oldest, state = self._near.popitem(last=False)
            self._away[oldest] = zlib.compress(pickle.dumps(state, pickle.HIGHEST_PROTOCOL), 1)
