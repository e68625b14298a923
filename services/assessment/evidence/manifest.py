"""What stands behind a report that is handed in: the evidence cited, by its hashes of that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from libs.kernel.messages import Id
from libs.rights import SYSTEM, Right
from services.assessment.evidence.events import ManifestLocked
from services.assessment.evidence.state import Evidence, hashes, listed

MOST = 500
"""How many items one event of a manifest holds."""


@dataclass(frozen=True, slots=True)
class LockManifest:
    """Lock what a report that was handed in cites."""

    right: ClassVar[Right] = SYSTEM
    cycle: Id


@dataclass(frozen=True, slots=True)
class Cited:
    """The codes that a cycle cites."""

    codes: frozenset[str]


def lock(command: LockManifest, known: Cited, evidence: Evidence) -> Sequence[ManifestLocked]:
    """Return the list of what is cited, by present codes and hashes.

    Nothing when none of it is kept here (then the hashes are no more than the school's word), or
    when the last list of this cycle is the same.
    """
    items = (evidence.item(code) for code in known.codes)
    kept = any(item is not None and item.content is not None for item in items)
    found = hashes(evidence, known.codes)
    before = evidence.manifests.get(command.cycle)
    if not kept or (before is not None and before.digest == listed(found)):
        return []
    codes = sorted(found)
    parts = [codes[n : n + MOST] for n in range(0, len(codes), MOST)]
    return [
        ManifestLocked(
            cycle=command.cycle,
            edition=before.edition + 1 if before else 1,
            codes=(*part,),
            digest=listed(found),
            part=n,
            part_count=len(parts),
            ev=tuple(found[code] for code in part),
        )
        for n, part in enumerate(parts, 1)
    ]
