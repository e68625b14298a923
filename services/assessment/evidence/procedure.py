"""Which command the events of a register of evidence state again."""

from collections.abc import Sequence

from libs.engine.procedure import Act, Procedure
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
