"""A school's register of evidence as its events left it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from libs.kernel import canonical
from libs.kernel.messages import Contract
from services.assessment.evidence.events import (
    UNSAID,
    Content,
    Details,
    EvidenceAdded,
    EvidenceDescribed,
    EvidenceEvent,
    EvidenceRegistered,
    EvidenceRenumbered,
    EvidenceRevised,
    EvidenceWithdrawn,
    FileReceived,
    ManifestExtended,
    ManifestLocked,
)


@dataclass(frozen=True, slots=True)
class Item:
    """An item: its present code and hash; `content` is None where only a hash was registered."""

    code: str
    title: str
    sha256: str
    sample: bool
    content: Content | None = None
    details: Details = UNSAID
    item_version: int = 1
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """The evidence of a report handed in: hashes by code, addenda and all."""

    edition: int
    digest: str
    hashes: Mapping[str, str]
    addenda: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The items by present code, what old codes mean now, the files received, the manifests.

    `files` are by hash, `names` the hash of the last file that came under a name; `manifests` by
    cycle.
    """

    items: Mapping[str, Item] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, FileReceived] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    manifests: Mapping[str, Manifest] = field(default_factory=dict)

    def present(self, code: str) -> str:
        """Return the code that a code, however old, stands for now."""
        while code in self.renamed:
            code = self.renamed[code]
        return code

    def item(self, code: str) -> Item | None:
        """Return the item that a code means, None for none; one that was withdrawn too."""
        return self.items.get(self.present(code))

    @property
    def codes(self) -> Sequence[str]:
        """Every code that is or was one."""
        return (*self.items, *self.renamed)


EMPTY = Evidence()
CONTENT: Contract[Content] = Contract(Content)


def hash_of(content: Content) -> str:
    """Return the hash that is cited for this content."""
    if content.file is not None:
        return content.file
    told = CONTENT.dump(content)["data"]
    said = told["link"] or told["place"]
    # Without what is not said: a field that is new some day changes no hash of before.
    return canonical.digest({name: each for name, each in said.items() if each is not None})


def listed(hashes: Mapping[str, str]) -> str:
    """Return the digest of a list of evidence: codes and hashes in the order of codes."""
    return canonical.digest([[code, hashes[code]] for code in sorted(hashes)])


def hashes(evidence: Evidence, codes: Iterable[str]) -> dict[str, str]:
    """Return the present hash of what codes mean, by their present codes; unknown ones left out."""
    found = (evidence.item(code) for code in codes)
    return {item.code: item.sha256 for item in found if item is not None}


def evolve(evidence: Evidence, event: EvidenceEvent) -> Evidence:
    """Return the evidence after `event`."""
    match event:
        case EvidenceRegistered(code, title, sha256, sample):
            return _with(evidence, Item(code, title, sha256, sample))
        case FileReceived(name, sha256):
            files = {**evidence.files, sha256: event}
            return replace(evidence, files=files, names={**evidence.names, name: sha256})
        case EvidenceAdded(code=code):
            item = Item(code, event.title, event.sha256, event.sample, event.content, event.details)
            return _with(evidence, item)
        case EvidenceRevised(code, item_version, content, sha256):
            before = evidence.items[code]
            changed = replace(before, item_version=item_version, content=content, sha256=sha256)
            return _with(evidence, changed)
        case EvidenceDescribed(code, title, details):
            return _with(evidence, replace(evidence.items[code], title=title, details=details))
        case EvidenceRenumbered(code, new_code):
            items = {c: item for c, item in evidence.items.items() if c != code}
            moved = replace(evidence.items[code], code=new_code)
            renamed = {**evidence.renamed, code: new_code}
            return replace(evidence, items={**items, new_code: moved}, renamed=renamed)
        case EvidenceWithdrawn(code):
            return _with(evidence, replace(evidence.items[code], withdrawn=True))
        case ManifestLocked(cycle, edition, codes, digest, part):
            known = dict(evidence.manifests[cycle].hashes) if part > 1 else {}
            known.update(zip(codes, event.ev, strict=True))
            return _locked(evidence, cycle, Manifest(edition, digest, known))
        case ManifestExtended(cycle, edition, addendum, codes, _, _, digest):
            known = dict(evidence.manifests[cycle].hashes)
            known.update(zip(codes, event.ev, strict=True))
            return _locked(evidence, cycle, Manifest(edition, digest, known, addendum))
    assert_never(event)


def _with(evidence: Evidence, item: Item) -> Evidence:
    return replace(evidence, items={**evidence.items, item.code: item})


def _locked(evidence: Evidence, cycle: str, manifest: Manifest) -> Evidence:
    return replace(evidence, manifests={**evidence.manifests, cycle: manifest})
