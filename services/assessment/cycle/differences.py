"""How texts differ, by words."""

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from services.assessment.cycle.views import Run, TextDifference

Texts = Mapping[str, Mapping[str, str]]
"""By criterion, then by field of the sheet."""


def runs(before: str, after: str) -> Iterator[Run]:
    """Yield what stays, goes and comes between two texts, in the order of reading."""
    old, new = _words(before), _words(after)
    for change, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            yield Run("same", "".join(new[c:d]))
            continue
        if b > a:
            yield Run("gone", "".join(old[a:b]))
        if d > c:
            yield Run("new", "".join(new[c:d]))


def differences(before: Texts, after: Texts) -> Iterator[TextDifference]:
    """Yield each text that is not the same, by criterion as they stand in either."""
    for criterion in dict.fromkeys((*after, *before)):
        old, new = before.get(criterion, {}), after.get(criterion, {})
        for field in dict.fromkeys((*new, *old)):
            said, told = old.get(field, ""), new.get(field, "")
            if said != told:
                yield TextDifference(criterion, field, tuple(runs(said, told)))


def _words(text: str) -> list[str]:
    """Return the words of a text, each with the space behind it."""
    return re.findall(r"\S+\s*|\s+", text)
