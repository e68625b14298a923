"""Who is drawn from a list by a seed: pure, and repeated by anybody with a program for SHA-256."""

import hashlib
from collections.abc import Iterable


def drawn(candidates: Iterable[str], seats: int, seed: str) -> tuple[str, ...]:
    """Return who is drawn, the first first: as many as there are seats, or all if they are fewer.

    Everybody's lot is the SHA-256 of `<seed>:<id>`, 64 hexadecimal digits; the lowest lots win. In
    which order the candidates stand, and how often, does not count.
    """
    return tuple(sorted({*candidates}, key=lambda person: lot(seed, person))[:seats])


def lot(seed: str, person: str) -> str:
    """Return a person's lot: 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}:{person}".encode()).hexdigest()
