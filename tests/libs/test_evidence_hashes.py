"""What services know of a school's evidence: one account of it, for all of them."""

from collections.abc import Mapping

from libs.engine.evidence import (
    HASHES,
    EvidenceAdded,
    EvidenceRenumbered,
    EvidenceRevised,
    EvidenceWithdrawn,
)


def test_others_cite_the_present_hash_by_every_code_of_an_item() -> None:
    known: Mapping[str, str] = HASHES.initial
    codes = ("H1-1.1-01", "H1-1.2-01", "H1-1.2-09")
    for event, hashes in (
        (EvidenceAdded(codes[0], "a" * 64), dict.fromkeys(codes[:1], "a" * 64)),
        (EvidenceRenumbered(*codes[:2]), dict.fromkeys(codes[:2], "a" * 64)),
        (EvidenceRenumbered(*codes[1:]), dict.fromkeys(codes, "a" * 64)),
        (EvidenceRevised(codes[2], "b" * 64), dict.fromkeys(codes, "b" * 64)),
        (EvidenceWithdrawn(codes[2]), {}),
    ):
        known = HASHES.evolve(known, event)
        assert dict(known) == hashes
