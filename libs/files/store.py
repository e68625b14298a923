"""Where files are kept: under the SHA-256 of their bytes, whole or not at all, never changed."""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

PIECE = 1024 * 1024
"""How many bytes of a file are held in memory at a time."""


class StoreAway(Exception):
    """The store cannot be reached, or not be written; the same call may succeed later."""


class Store(Protocol):
    """Keeps files. Every `sha256` is 64 hexadecimal digits; each method raises `StoreAway`."""

    def put(self, source: Path, sha256: str) -> None:
        """Keep the bytes of `source`, whose hash the caller has computed; `source` is gone after.

        They survive a loss of power once this returns. What is kept under the hash stays as it is.
        """

    def size(self, sha256: str) -> int | None:
        """Return how many bytes are kept under a hash, None for none."""

    def open(
        self, sha256: str, start: int = 0, length: int | None = None
    ) -> AbstractContextManager[Iterator[bytes]]:
        """Give the bytes from `start` on, `length` of them or to the end, piece by piece.

        Raises KeyError if nothing is kept under this hash.
        """

    def check(self) -> None:
        """Return if files could be kept now."""


def digest(source: Path, algorithm: str = "sha256") -> str:
    """Return the hash of a file's bytes in hexadecimal digits, at constant memory."""
    made = hashlib.new(algorithm)
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            made.update(piece)
    return made.hexdigest()
