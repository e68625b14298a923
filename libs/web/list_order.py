"""The order of a list, and the cursors that say where one of its pages begins or ends; pure.

A cursor holds where its row stands in the order, and not its number: rows that come and go while
somebody reads neither repeat nor hide others.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

from libs.kernel.problems import Wire

Key = tuple[int, int | float | str]
"""What sorts a row: (0, what it says), or (1, "") for nothing said, which stands last."""
NOTHING: Key = (1, "")
ROWS = 30
"""How many rows a page shows."""
LONGEST = 4_000
"""How many characters a cursor has at most; one of ours holds a key of a line or two."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with what sorts it; rows that say the same are in the order of their ids."""

    key: Key
    id: str
    row: Wire


def ordered(entries: Sequence[Entry], descending: bool) -> list[Entry]:
    """Return the entries in order; those that say nothing stand last either way.

    Raises TypeError for keys that cannot be compared.
    """
    there = [one for one in entries if one.key[0] == 0]
    there.sort(key=lambda one: (one.key[1], one.id), reverse=descending)
    return [*there, *sorted((one for one in entries if one.key[0]), key=lambda one: one.id)]


def mark(entry: Entry) -> str:
    """Return the cursor that stands for an entry."""
    told = json.dumps([*entry.key, entry.id], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def span(entries: Sequence[Entry], descending: bool, after: str, before: str) -> tuple[int, int]:
    """Return from where to where the ordered entries are shown: behind a cursor, or before one.

    What is no cursor of this order counts as none: the list from its beginning.
    """
    many = len(entries)
    if (last := _read(before)) is not None:
        end = _place([last, *entries], last, descending)
        if end:
            return max(0, end - ROWS), max(end, min(ROWS, many))
    elif (first := _read(after)) is not None:
        start = _place([*entries, first], first, descending)
        start = start if start < many else max(0, many - ROWS)
        return start, min(start + ROWS, many)
    return 0, min(ROWS, many)


def _place(entries: Sequence[Entry], marked: Entry, descending: bool) -> int:
    """Return how many of the others stand before the marked one, which may be gone by now.

    Sorting leaves what is equal as it was: its own row counts where it stands first in `entries`.
    """
    try:
        found = ordered(entries, descending)
    except TypeError:
        return 0
    return next(n for n, one in enumerate(found) if one is marked)


def _read(text: str) -> Entry | None:
    if len(text) > LONGEST:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        return None
    match found:
        case [0 | 1 as missing, int() | float() | str() as said, str(id)]:
            return Entry((missing, said), id, {})
    return None
