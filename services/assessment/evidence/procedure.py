"""Which command the events of a register of evidence state again, and what commands must know."""

from collections.abc import Sequence

from libs.engine.procedure import Act, Ask, Needs, Procedure
from libs.engine.register import SCHOOL
from libs.files.received import Received
from libs.kernel.problems import NotFound, refused
from libs.law import standards
from libs.rights import school_of
from services.assessment.cycle.told import CITED, PINNED_RULES
from services.assessment.evidence import events as own
from services.assessment.evidence import manifest
from services.assessment.evidence import rules as evidence
from services.assessment.evidence.codes import Numbering
from services.assessment.evidence.manifest import Cited
from services.assessment.evidence.state import Evidence


def numbering(
    ask: Ask, act: Act, command: evidence.AddEvidence | evidence.RenumberEvidence
) -> Numbering:
    """Supply the rule set of the cycle named, else the one in force for the school on the day.

    Raises `Rejected` (cycle-not-open) and as `standards.choose`, `NotFound` (school-unknown).
    """
    if command.cycle is None:
        school = ask.fold(SCHOOL, act.school)
        if not school.kinds:
            detail = f"Không có trường '{act.school}' trong sổ đăng ký."
            raise NotFound("school-unknown", detail, rule="sổ đăng ký trường")
        return Numbering(standards.choose(school.kind_on(act.on), act.on))
    rules = ask.fold(PINNED_RULES, command.cycle)
    if not rules or school_of(f"cycle-{command.cycle}") != act.school:
        detail = f"Trường không có đợt tự đánh giá '{command.cycle}'."
        raise refused("cycle-not-open", detail, "quy trình tự đánh giá", at="/cycle")
    return Numbering(standards.by_hash(rules))


def cited(ask: Ask, act: Act, command: manifest.LockManifest) -> Cited:
    """Supply what the cycle cites."""
    found = ask.fold(CITED, command.cycle)
    return Cited(frozenset(code for codes in found.values() for code in codes))


def _items(
    events: Sequence[own.EvidenceRegistered], state: Evidence, act: Act
) -> evidence.RegisterEvidence:
    return evidence.RegisterEvidence(
        tuple(evidence.EvidenceItem(e.code, e.title, e.sha256, e.sample) for e in events)
    )


def _file(events: Sequence[own.FileReceived], state: Evidence, act: Act) -> evidence.ReceiveFile:
    told = events[0]
    received = Received(told.sha256, told.file_size, told.media_type)
    return evidence.ReceiveFile(told.name, received=received)


PROCEDURE: Procedure[evidence.Command, Evidence, own.EvidenceEvent] = Procedure(
    {
        own.EvidenceRegistered: _items,
        own.FileReceived: _file,
        own.EvidenceAdded: evidence.AddEvidence,
        own.EvidenceRevised: evidence.ReviseEvidence,
        own.EvidenceDescribed: evidence.DescribeEvidence,
        own.EvidenceRenumbered: evidence.RenumberEvidence,
        own.EvidenceWithdrawn: evidence.WithdrawEvidence,
        own.ManifestExtended: evidence.ExtendManifest,
    },
    needs=(
        Needs(evidence.AddEvidence, numbering, evidence.add),
        Needs(evidence.RenumberEvidence, numbering, evidence.renumber),
        Needs(manifest.LockManifest, cited, manifest.lock),
    ),
    asks=(SCHOOL, PINNED_RULES, CITED),
)
