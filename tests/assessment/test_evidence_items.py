"""Items of evidence that are kept here: files received, links, places; their codes and versions."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.files.received import Received
from libs.kernel import canonical
from libs.kernel.problems import Problem
from libs.law import standards
from services.assessment.evidence import procedure
from services.assessment.evidence.codes import Numbering
from services.assessment.evidence.events import (
    Content,
    Details,
    EvidenceAdded,
    EvidenceDescribed,
    EvidenceRegistered,
    EvidenceRenumbered,
    EvidenceRevised,
    EvidenceWithdrawn,
    FileReceived,
    Link,
    ManifestExtended,
    ManifestLocked,
    Place,
)
from services.assessment.evidence.manifest import Cited, LockManifest
from services.assessment.evidence.rules import (
    EVIDENCE,
    AddEvidence,
    DescribeEvidence,
    EvidenceItem,
    ExtendManifest,
    ReceiveFile,
    RegisterEvidence,
    RenumberEvidence,
    ReviseEvidence,
    WithdrawEvidence,
)
from services.assessment.evidence.state import hash_of
from tests.spec import Spec

ON = date(2024, 9, 10)
OLD = Numbering(standards.choose("preschool", ON))
NEW = Numbering(standards.choose("primary", date(2026, 9, 10)))
PDF = Received("a" * 64, 1234, "application/pdf")
RECEIVED = FileReceived("Kế hoạch.pdf", "a" * 64, 1234, "application/pdf")
OTHER = FileReceived("Biên bản.pdf", "b" * 64, 99, "application/pdf")
FILE, OTHER_FILE = Content(file="a" * 64), Content(file="b" * 64)
LINK = Content(link=Link("https://truong.edu.vn/a", date(2024, 9, 1)))
PLACE = Content(place=Place("Hộp 3", "Kệ B"))
ADD = AddEvidence("1.1", "Kế hoạch", FILE, on=ON)
CITED = Cited(frozenset())
evidence: Spec[Any, Any] = Spec(
    EVIDENCE,
    procedure.PROCEDURE,
    {AddEvidence: OLD, RenumberEvidence: OLD, LockManifest: CITED},
)


def added(code: str = "H1-1.1-01", content: Content = FILE, **other: Any) -> EvidenceAdded:
    """Return an item that was added."""
    hash = hash_of(content)
    item = EvidenceAdded(code, "1.1", "Kế hoạch", content, hash, Details(), sample=False)
    return replace(item, **other)


def codes(problem: Problem) -> list[tuple[str, str]]:
    """Return where something is wrong, and what."""
    return [(error.pointer, error.code) for error in problem.errors]


# Files


def test_a_file_that_came_in_is_recorded_as_the_platform_found_it() -> None:
    sent = ReceiveFile("Kế hoạch.pdf", received=PDF)
    evidence.given().when(sent).then(RECEIVED).when(sent).then_nothing()


def test_nobody_can_claim_a_file_that_did_not_come_in() -> None:
    told = ReceiveFile("Kế hoạch.pdf", received=None)
    evidence.given().when(told).then_rejected("file-not-received")
    refusal = evidence.given(OTHER).when(ADD).then_rejected("evidence-not-accepted")
    assert codes(refusal) == [("/content/file", "file-not-received")]


def test_the_same_bytes_under_another_name_are_told_so() -> None:
    again = ReceiveFile("Bản sao.pdf", received=PDF)
    evidence.given(RECEIVED).when(again).then(replace(RECEIVED, name="Bản sao.pdf"))


# Items


@pytest.mark.parametrize("content", [FILE, LINK, PLACE])
def test_an_item_is_a_file_a_link_or_a_place(content: Content) -> None:
    item = replace(ADD, content=content)
    evidence.given(RECEIVED).when(item).then(added(content=content))


def test_an_item_is_one_of_them_and_no_two() -> None:
    for content in (Content(), replace(FILE, place=PLACE.place)):
        item = replace(ADD, content=content)
        refusal = evidence.given(RECEIVED).when(item).then_rejected("evidence-not-accepted")
        assert codes(refusal) == [("/content", "content-not-one")]
    both = replace(ADD, file_named="Kế hoạch.pdf")
    evidence.given(RECEIVED).when(both).then_rejected("evidence-not-accepted")


def test_what_is_cited_of_a_link_or_place_is_the_hash_of_what_was_said() -> None:
    said = {"url": "https://truong.edu.vn/a", "seen_on": "2024-09-01"}
    assert hash_of(LINK) == canonical.digest(said)
    assert hash_of(PLACE) == canonical.digest({"box": "Hộp 3", "shelf": "Kệ B"})
    assert hash_of(FILE) == "a" * 64


def test_a_file_may_be_named_as_the_school_calls_it() -> None:
    named = replace(ADD, content=Content(), file_named="Kế hoạch.pdf")
    evidence.given(RECEIVED).when(named).then(added())
    again = replace(RECEIVED, sha256="c" * 64)
    evidence.given(RECEIVED, again).when(named).then(added(content=Content(file="c" * 64)))
    refusal = evidence.given(OTHER).when(named).then_rejected("evidence-not-accepted")
    assert codes(refusal) == [("/file_named", "file-not-received")]


def test_everything_wrong_with_an_item_is_said_at_once() -> None:
    wrong = AddEvidence(
        "9.9",
        "Kế hoạch",
        Content(link=Link("https://a", date(2024, 9, 11))),
        details=Details(dated=date(2024, 9, 11)),
        code="MC.1.1.01",
        on=ON,
    )
    refusal = evidence.given().when(wrong).then_rejected("evidence-not-accepted")
    assert codes(refusal) == [
        ("/content/link/seen_on", "date-in-future"),
        ("/details/dated", "date-in-future"),
        ("/criterion", "criterion-unknown"),
        ("/code", "evidence-code-form"),
    ]


def test_an_item_that_is_there_already_is_not_added_again() -> None:
    for again in (ADD, replace(ADD, code="H1-1.1-01"), replace(ADD, criterion="1.2")):
        evidence.given(RECEIVED, added()).when(again).then_nothing()
    renumbered = EvidenceRenumbered("H1-1.1-01", "H1-1.2-01", "1.2")
    old = replace(ADD, code="H1-1.1-01")
    evidence.given(RECEIVED, added(), renumbered).when(old).then_nothing()
    withdrawn = EvidenceWithdrawn("H1-1.1-01", "Nhầm")
    evidence.given(RECEIVED, added(), withdrawn).when(ADD).then(added("H1-1.1-02"))


# Codes


def test_codes_are_made_in_order_for_each_criterion() -> None:
    one = evidence.given(RECEIVED).when(ADD).then(added("H1-1.1-01"))
    other = replace(ADD, title="Biên bản")
    two = one.when(other).then(added("H1-1.1-02", title="Biên bản"))
    third = replace(ADD, title="Sổ", criterion="2.3")
    two.when(third).then(added("H2-2.3-01", title="Sổ", criterion="2.3"))


def test_the_code_has_the_form_of_the_rule_set() -> None:
    evidence.given(RECEIVED).when(ADD, NEW).then(added("MC.1.1.01"))
    known = added("MC.1.1.99", title="Sổ")
    evidence.given(RECEIVED, known).when(ADD, NEW).then(added("MC.1.1.100"))


def test_no_number_is_given_twice_whatever_became_of_its_item() -> None:
    gone = (RECEIVED, added("H1-1.1-01"), EvidenceWithdrawn("H1-1.1-01", "Nhầm"))
    evidence.given(*gone).when(ADD).then(added("H1-1.1-02"))
    item = added("H1-1.1-04", title="Sổ")
    moved = (RECEIVED, item, EvidenceRenumbered("H1-1.1-04", "H1-1.2-01", "1.2"))
    evidence.given(*moved).when(ADD).then(added("H1-1.1-05"))
    registered = EvidenceRegistered("H3-1.1-08", "Kế hoạch", "c" * 64, False)
    evidence.given(RECEIVED, registered).when(ADD).then(added("H1-1.1-09"))


def test_a_school_may_choose_a_code_that_is_free_and_of_the_criterion() -> None:
    chosen = replace(ADD, code="H2-1.1-07")
    stream = evidence.given(RECEIVED).when(chosen).then(added("H2-1.1-07"))
    other = replace(chosen, title="Biên bản")
    refusal = stream.when(other).then_rejected("evidence-not-accepted")
    assert codes(refusal) == [("/code", "evidence-code-taken")]
    elsewhere = replace(ADD, code="H1-1.2-07")
    refusal = evidence.given(RECEIVED).when(elsewhere).then_rejected("evidence-not-accepted")
    assert codes(refusal) == [("/code", "evidence-code-criterion")]


def test_for_the_article_of_level_4_the_school_names_the_code() -> None:
    refusal = (
        evidence.given(RECEIVED)
        .when(replace(ADD, criterion="22"))
        .then_rejected("evidence-not-accepted")
    )
    assert codes(refusal) == [("/code", "evidence-code-needed")]
    named = replace(ADD, criterion="22", code="H1-1.1-40")
    evidence.given(RECEIVED).when(named).then(added("H1-1.1-40", criterion="22"))


def test_a_code_that_was_registered_before_is_taken() -> None:
    registered = EvidenceRegistered("H1-1.1-01", "Kế hoạch", "c" * 64, False)
    taken = replace(ADD, code="H1-1.1-01")
    evidence.given(RECEIVED, registered).when(taken).then_rejected("evidence-not-accepted")
    claimed = RegisterEvidence((EvidenceItem("H1-1.1-01", "Kế hoạch", "a" * 64, False),))
    evidence.given(RECEIVED, added()).when(claimed).then_rejected("evidence-code-taken")


def test_an_item_is_renumbered_by_command_and_its_old_code_means_it_for_good() -> None:
    command = RenumberEvidence("H1-1.1-01", "1.2")
    renumbered = EvidenceRenumbered("H1-1.1-01", "H1-1.2-01", "1.2")
    stream = evidence.given(RECEIVED, OTHER, added()).when(command).then(renumbered)
    stream.when(ReviseEvidence("H1-1.1-01", OTHER_FILE, on=ON)).then(
        EvidenceRevised("H1-1.2-01", 2, OTHER_FILE, "b" * 64)
    )
    again = replace(ADD, code="H1-1.1-01", title="Biên bản")
    stream.when(again).then_rejected("evidence-not-accepted")
    stream.when(RenumberEvidence("H1-1.1-01", "1.2", "H1-1.2-01")).then_nothing()
    stream.when(RenumberEvidence("H1-1.2-01", "1.1", "H1-1.1-01")).then_rejected(
        "evidence-not-accepted"
    )


def test_an_item_gets_a_code_of_the_law_of_today() -> None:
    command = RenumberEvidence("H1-1.1-01", "1.3", cycle="m1_2026")
    renumbered = EvidenceRenumbered("H1-1.1-01", "MC.1.3.01", "1.3", "m1_2026")
    evidence.given(RECEIVED, added()).when(command, NEW).then(renumbered)


# What becomes of an item


def test_a_new_version_is_another_content() -> None:
    revise = ReviseEvidence("H1-1.1-01", OTHER_FILE, on=ON)
    revised = EvidenceRevised("H1-1.1-01", 2, OTHER_FILE, "b" * 64)
    stream = evidence.given(RECEIVED, OTHER, added()).when(revise).then(revised)
    stream.when(revise).then_nothing()
    stream.when(ReviseEvidence("H1-1.1-01", PLACE, on=ON)).then(
        EvidenceRevised("H1-1.1-01", 3, PLACE, hash_of(PLACE))
    )


def test_what_was_registered_by_its_hash_alone_may_become_a_file() -> None:
    registered = EvidenceRegistered("H1-1.1-01", "Kế hoạch", "a" * 64, False)
    evidence.given(registered, RECEIVED).when(ReviseEvidence("H1-1.1-01", FILE, on=ON)).then(
        EvidenceRevised("H1-1.1-01", 2, FILE, "a" * 64)
    )


def test_what_the_list_says_of_an_item_can_be_put_right() -> None:
    details = Details("interview", None, ON, "Nhóm 2", date(2029, 1, 1), "Ghi chú")
    describe = DescribeEvidence("H1-1.1-01", "Phỏng vấn", details, on=ON)
    stream = evidence.given(RECEIVED, added()).when(describe)
    stream.then(EvidenceDescribed("H1-1.1-01", "Phỏng vấn", details)).when(describe).then_nothing()


def test_an_item_that_was_withdrawn_is_changed_no_more() -> None:
    withdraw = WithdrawEvidence("H1-1.1-01", "Nhầm")
    withdrawn = EvidenceWithdrawn("H1-1.1-01", "Nhầm")
    stream = evidence.given(RECEIVED, OTHER, added()).when(withdraw).then(withdrawn)
    stream.when(withdraw).then_nothing()
    for command in (
        ReviseEvidence("H1-1.1-01", OTHER_FILE, on=ON),
        DescribeEvidence("H1-1.1-01", "Khác", on=ON),
        RenumberEvidence("H1-1.1-01", "1.2"),
    ):
        stream.when(command).then_rejected("evidence-withdrawn")


@pytest.mark.parametrize(
    "command",
    [
        ReviseEvidence("H9-9.9-99", FILE, on=ON),
        DescribeEvidence("H9-9.9-99", "Khác", on=ON),
        RenumberEvidence("H9-9.9-99", "1.2"),
        WithdrawEvidence("H9-9.9-99", "Nhầm"),
    ],
)
def test_what_is_not_there_cannot_be_changed(command: Any) -> None:
    evidence.given(RECEIVED).when(command).then_rejected("evidence-not-registered")


# What stands behind a report


def locked(edition: int = 1, hash: str = "a" * 64) -> ManifestLocked:
    """Return the list of a report that cites one item."""
    digest = canonical.digest([["H1-1.1-01", hash]])
    return ManifestLocked("m1_2024", edition, ("H1-1.1-01",), digest, ev=(hash,))


LOCK = LockManifest("m1_2024")


def test_a_report_that_is_handed_in_locks_what_it_cites_by_its_hashes() -> None:
    cited = Cited(frozenset({"H1-1.1-01"}))
    stream = evidence.given(RECEIVED, OTHER, added(), added("H1-1.1-02", OTHER_FILE))
    done = stream.when(LOCK, cited).then(locked())
    done.when(LOCK, cited).then_nothing()
    revised = EvidenceRevised("H1-1.1-01", 2, OTHER_FILE, "b" * 64)
    evidence.given(RECEIVED, OTHER, added(), locked(), revised).when(LOCK, cited).then(
        locked(2, "b" * 64)
    )


def test_a_report_that_cites_nothing_kept_here_locks_nothing() -> None:
    claimed = EvidenceRegistered("H1-1.1-01", "Kế hoạch", "a" * 64, False)
    for cited in (Cited(frozenset()), Cited(frozenset({"H1-1.1-01"}))):
        evidence.given(claimed).when(LOCK, cited).then_nothing()


def test_an_item_is_locked_once_under_the_code_it_has() -> None:
    cited = Cited(frozenset({"H1-1.1-01", "H1-1.2-01"}))
    renumbered = EvidenceRenumbered("H1-1.1-01", "H1-1.2-01", "1.2")
    (event,) = evidence.decide(LOCK, EVIDENCE.fold([RECEIVED, added(), renumbered]), cited)
    assert (event.codes, event.ev) == (("H1-1.2-01",), ("a" * 64,))


def test_a_long_list_comes_in_several_events_with_one_digest() -> None:
    items = [added(f"H1-1.1-{n:03}") for n in range(1, 702)]
    state = EVIDENCE.fold([RECEIVED, *items])
    cited = Cited(frozenset(item.code for item in items))
    events = evidence.decide(LOCK, state, cited)
    assert [(e.part, e.part_count, len(e.codes)) for e in events] == [(1, 2, 500), (2, 2, 201)]
    whole = EVIDENCE.fold([RECEIVED, *items, *events]).manifests["m1_2024"]
    assert len(whole.hashes) == 701
    assert {whole.digest} == {e.digest for e in events}
    assert whole.digest == canonical.digest(sorted([i.code, i.sha256] for i in items))


def test_what_comes_later_is_an_addendum_with_its_day_and_reason() -> None:
    past = (RECEIVED, OTHER, added(), locked(), added("H1-1.1-02", OTHER_FILE))
    command = ExtendManifest("m1_2024", ("H1-1.1-02",), "Đoàn yêu cầu", on=ON)
    digest = canonical.digest([["", locked().digest], ["H1-1.1-02", "b" * 64]])
    extended = ManifestExtended(
        *("m1_2024", 1, 1, ("H1-1.1-02",), "Đoàn yêu cầu", ON, digest), ev=("b" * 64,)
    )
    stream = evidence.given(*past).when(command).then(extended)
    refusal = stream.when(command).then_rejected("manifest-has-it")
    assert codes(refusal) == [("/codes/0", "manifest-has-it")]


def test_an_addendum_names_items_that_are_there_to_a_report_that_was_handed_in() -> None:
    command = ExtendManifest("m1_2024", ("H1-1.1-01",), "Bổ sung", on=ON)
    evidence.given(RECEIVED, added()).when(command).then_rejected("manifest-not-locked")
    past = (RECEIVED, added(), locked())
    other = replace(command, codes=("H1-1.1-01", "H9-9.9-99"))
    refusal = evidence.given(*past).when(other).then_rejected("evidence-not-registered")
    assert codes(refusal) == [("/codes/1", "evidence-not-registered")]
    evidence.given(*past).when(replace(command, codes=())).then_rejected("manifest-has-it")
