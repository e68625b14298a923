"""Paragraphs of a report, and the hashes by which copied ones are found."""

import hashlib
import re
from collections.abc import Iterator

from libs.law.vietnamese import fold

FEWEST = 12
"""Words of a paragraph that is compared: shorter ones are alike by chance."""


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text that are long enough to be compared."""
    for each in re.split(r"\n+", text):
        if len(each.split()) >= FEWEST:
            yield each.strip()


def digest(paragraph: str) -> str:
    """Return the SHA-256 of a paragraph, the same however it is spaced, cased and accented."""
    words = " ".join(fold(paragraph).split())
    return hashlib.sha256(words.encode()).hexdigest()


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text; a full stop within a code or a number ends none."""
    for line in text.splitlines():
        for each in re.split(r"(?<=[.!?])\s+(?=[^\W\d_])", line):
            if len(each.split()) > 2:
                yield each.strip()
