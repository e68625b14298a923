"""What a page can show of the texts of its data; the data that is attached stays as it is.

A face has no glyph for every character, and PDF/A forbids a missing one: a single emoji would leave
a school without its report. What cannot be shown stands as an empty square; a word too long for a
column may be parted.
"""

import re
from collections.abc import Callable
from typing import Any
from unicodedata import category

from libs.kernel.problems import Wire

SQUARE = "□"
AS_THEY_ARE = ("log", "dossier", "manifest", "leaf")
"""Fields of places in the log and of hashes, which are no text."""
_SPACE = re.compile(r"[\t\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\uffff]"
)
"""Controls: some have no glyph, others let a text read in another order than it was written."""
_UNSURE = re.compile(
    r"[^\n -~\xa0-\u024f\u0300-\u04ff\u1e00-\u1eff\u2000-\u200b\u2010-\u2027\u202f-\u2040"
    r"\u2070-\u209f\u20a0-\u20bf\u2116\u2122\u2190-\u22ff\u2460-\u24ff\u2500-\u25ff\u2713]+"
)
"""What the faces may lack: all but Latin, Greek, Cyrillic, punctuation, signs and simple shapes."""
_WORD = re.compile(r"[^\s/-]{20,}")
"""What a line cannot part by itself and a narrow column cannot hold: a file's name, an address."""
_AT = re.compile(r"(?<=[_.@?=&:;,+])|(?<=\S{15})")
_PART = "\u200b"


def cleaned(data: Wire) -> Wire:
    """Return data with its texts without controls."""
    return _each(data, lambda text: _UNSEEN.sub("", _SPACE.sub(" ", text)))


def shown(data: Wire, sure: bool = False) -> Wire:
    """Return data with its texts as a page shows them; `sure`: with what every face has alone."""

    def of(text: str) -> str:
        if sure:
            assigned = (SQUARE if category(each) == "Cn" else each for each in text)
            text = _UNSURE.sub(SQUARE, "".join(assigned))
        return _WORD.sub(lambda word: _AT.sub(_PART, word[0]), text)

    return _each(cleaned(data), of)


def _each(data: Wire, of: Callable[[str], str]) -> Wire:
    """Return data with each text as `of` has it; places in the log and hashes are no text."""

    def below(value: Any) -> Any:
        if isinstance(value, str):
            return of(value)
        if isinstance(value, list):
            return [below(each) for each in value]
        if isinstance(value, dict):
            return {name: below(each) for name, each in value.items()}
        return value

    return {name: value if name in AS_THEY_ARE else below(value) for name, value in data.items()}
