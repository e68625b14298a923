"""How a text quotes a school's figures, and which of them have changed since it was written.

`{{figure:pupils.total@2025=412}}` is the figure of that school year, with the value that stood
there when the text was written. So the text alone says what its writer saw, and a reader is shown
the number; compared with the figures of today, it says what is no longer so. Without `=` a quote is
not bound yet: `bound` does it when a text is saved. Pure.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from libs.law.school_figures.values import VALUE
from libs.law.school_figures.values import shown as number

Values = Mapping[tuple[str, int], str]
"""What a school has recorded, by code and school year."""

CODE = r"[a-z][a-z0-9_]{0,30}\.[a-z0-9_]{1,30}|QN\.[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}"
_QUOTE = re.compile(rf"\{{\{{figure:({CODE})@(20[0-9]{{2}})(?:=({VALUE}))?\}}\}}", re.ASCII)
_BEGUN = re.compile(r"\{\{\s*figure\b[^}\n]{0,80}\}{0,2}", re.IGNORECASE)
UNKNOWN = "(chưa có số liệu)"
"""What stands in a text for a figure that is not recorded."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A figure that a text quotes; `value` is what its writer saw, None where it is not bound."""

    code: str
    year: int
    value: str | None

    def __str__(self) -> str:
        """Return it as it stands in a text."""
        seen = f"={self.value}" if self.value is not None else ""
        return f"{{{{figure:{self.code}@{self.year}{seen}}}}}"


@dataclass(frozen=True, slots=True)
class Compared:
    """A quote beside the figure as it is now, None where it is no longer or not yet recorded."""

    quote: Quote
    now: str | None

    @property
    def changed(self) -> bool:
        """Whether the figure is no longer what the writer saw; one not bound cannot be."""
        return self.quote.value is not None and self.quote.value != self.now


def quotes(text: str) -> tuple[Quote, ...]:
    """Return what a text quotes, in order, each as often as it stands there."""
    return tuple(_quote(found) for found in _QUOTE.finditer(text))


def misspelt(text: str) -> tuple[str, ...]:
    """Return what looks like a quote and is none, as written."""
    return tuple(_misspelt(text))


def bound(text: str, values: Values) -> str:
    """Return the text with every quote that is not bound yet bound to the figure of now."""

    def bind(found: re.Match[str]) -> str:
        quote = _quote(found)
        if quote.value is not None:
            return found[0]
        return str(Quote(quote.code, quote.year, values.get((quote.code, quote.year))))

    return _QUOTE.sub(bind, text)


def renewed(text: str, values: Values) -> str:
    """Return the text with every quote bound to the figure of now: its writer has looked again.

    A figure that is gone leaves its quote as it was.
    """

    def renew(found: re.Match[str]) -> str:
        quote = _quote(found)
        now = values.get((quote.code, quote.year), quote.value)
        return str(Quote(quote.code, quote.year, now))

    return _QUOTE.sub(renew, text)


def shown(text: str, values: Values) -> str:
    """Return the text as people read it: the number its writer saw, else that of now."""

    def show(found: re.Match[str]) -> str:
        quote = _quote(found)
        value = quote.value if quote.value is not None else values.get((quote.code, quote.year))
        return UNKNOWN if value is None else number(value)

    return _QUOTE.sub(show, text)


def compared(text: str, values: Values) -> tuple[Compared, ...]:
    """Return each quote of a text once, beside the figure as it is now."""
    each = dict.fromkeys(quotes(text))
    return tuple(Compared(quote, values.get((quote.code, quote.year))) for quote in each)


def _quote(found: re.Match[str]) -> Quote:
    return Quote(found[1], int(found[2]), found[3])


def _misspelt(text: str) -> Iterator[str]:
    for found in _BEGUN.finditer(text):
        if not _QUOTE.match(text, found.start()):
            yield found[0]
