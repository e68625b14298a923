"""Evidence as suppliers of every service ask of it: the hash that a code is cited with.

What becomes of an item is read here alone; the items themselves are the assessment service's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from libs.engine.procedure import Fold
from libs.kernel.messages import Contract


@dataclass(frozen=True, slots=True)
class EvidenceRegistered:
    """Assessment: an item of evidence, by its hash alone."""

    code: str
    sha256: str


@dataclass(frozen=True, slots=True)
class EvidenceAdded:
    """Assessment: an item of evidence."""

    code: str
    sha256: str


@dataclass(frozen=True, slots=True)
class EvidenceRevised:
    """Assessment: an item is something else from now on."""

    code: str
    sha256: str


@dataclass(frozen=True, slots=True)
class EvidenceRenumbered:
    """Assessment: an item has another code; the old one goes on meaning it."""

    code: str
    new_code: str


@dataclass(frozen=True, slots=True)
class EvidenceWithdrawn:
    """Assessment: an item is evidence no more."""

    code: str


Heard = (
    EvidenceRegistered | EvidenceAdded | EvidenceRevised | EvidenceRenumbered | EvidenceWithdrawn
)


@dataclass(frozen=True, slots=True)
class Hashes(Mapping[str, str]):
    """The present hashes by code, old codes among them; what was withdrawn is not.

    `same` are all codes of an item, by its present one.
    """

    by_code: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __getitem__(self, code: str) -> str:
        """Return the hash that a code is cited with."""
        return self.by_code[code]

    def __iter__(self) -> Iterator[str]:
        """Yield every code."""
        return iter(self.by_code)

    def __len__(self) -> int:
        """Return how many codes there are."""
        return len(self.by_code)


def evolve(known: Mapping[str, str], event: Heard) -> Mapping[str, str]:
    """Return what is known after `event`; it begins with `Hashes()`."""
    assert isinstance(known, Hashes)
    match event:
        case EvidenceRegistered(code=code, sha256=sha256) | EvidenceAdded(code=code, sha256=sha256):
            same = {**known.same, code: frozenset({code})}
            return Hashes({**known.by_code, code: sha256}, same)
        case EvidenceRevised(code=code, sha256=sha256):
            changed = dict.fromkeys(known.same[code], sha256)
            return Hashes({**known.by_code, **changed}, known.same)
        case EvidenceRenumbered(code=code, new_code=new):
            codes = known.same[code] | {new}
            same = {**{c: s for c, s in known.same.items() if c != code}, new: codes}
            return Hashes({**known.by_code, new: known.by_code[code]}, same)
        case EvidenceWithdrawn(code=code):
            gone = known.same[code]
            return Hashes({c: h for c, h in known.by_code.items() if c not in gone}, known.same)
    assert_never(event)


HASHES: Fold[Mapping[str, str]] = Fold("evidence", Contract(Heard), Hashes(), evolve)
"""The hashes of a school's evidence, by code: what others know of it."""
