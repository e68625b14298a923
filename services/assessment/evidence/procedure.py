"""Which command the events of a register of evidence state again; what others remember of it."""

from collections.abc import Mapping, Sequence

from libs.engine.procedure import Act, Fold, Procedure
from services.assessment.evidence import events as own
from services.assessment.evidence import rules as evidence


def _items(
    events: Sequence[own.EvidenceRegistered], state: evidence.Evidence, act: Act
) -> evidence.RegisterEvidence:
    return evidence.RegisterEvidence(
        tuple(evidence.EvidenceItem(e.code, e.title, e.sha256, e.sample) for e in events)
    )


PROCEDURE: Procedure[evidence.Command, evidence.Evidence, own.EvidenceRegistered] = Procedure(
    {own.EvidenceRegistered: _items}
)


def _hashes(known: Mapping[str, str], event: own.EvidenceRegistered) -> Mapping[str, str]:
    return {**known, event.code: event.sha256}


HASHES: Fold[Mapping[str, str]] = Fold("evidence", own.EVIDENCE_EVENTS, {}, _hashes)
"""The hashes of a school's evidence, by code."""
