from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from libs.kernel.canonical import encode
from libs.log.entry import Recorded, record
from services.assessment.cycle.events import council as assessment
from services.assessment.cycle.events import report as reported
from services.assessment.evidence import events as evidence
from services.registry.adopted_rules import events as adopted_rules
from services.registry.assignment import events as assignment
from services.registry.instruction import events as instruction
from services.registry.organisation import events as organisation
from services.registry.planned_list import events as planned_list
from services.registry.school import events as school
from services.review import policies
from services.review.evaluation import windows
from services.review.evaluation.events import EVALUATION_EVENTS
from services.review.evaluation.events.decisions import AccreditationGranted
from services.review.recognition.events import EarlierRecognitionStruck, RecognitionGranted
from services.review.recognition.rules import (
    RecordRecognition,
    ReinstateRecognition,
    ReplaceRecognition,
)
from services.review.service import ReviewService
from tests.owners import heard_by, of_others, owner_of
from tests.review.cases import BOTH, PRIMARY, PROPOSE, accredit, lived, recognise, until_final
from tests.review.world import SO

WINDOW = instruction.ObligationCreated(
    code="R000-07",
    actor="school",
    duty="Gửi hồ sơ đăng ký",
    kind="monthly_window",
    effect="refuse",
    area="785",
    kinds=("preschool", "primary"),
    entries=(),
    first_day=25,
    last_day=30,
    function="check_dossier",
)
HASH = PRIMARY.rules_hash
DAY = date(2024, 9, 10)
OTHERS: list[Any] = [
    school.SchoolRegistered(
        "Trường", "primary", "public", ("764", "79"), "Địa chỉ", (), True, opened_on=DAY
    ),
    school.SchoolRenamed("Tên mới", DAY, "Quyết định"),
    school.SchoolAreasChanged(("26890", "79"), DAY, "Nghị quyết"),
    school.SchoolKindChanged("multi_stage", (), DAY, "Quyết định"),
    school.SchoolOperationRecorded(DAY, 3),
    school.SchoolClosed("other", DAY, ("xyz",), ("abc",), "Quyết định"),
    school.SchoolsMerged(("abc",), "other", DAY, "Quyết định"),
    school.SchoolFormed("abc", "split_off", DAY, "Quyết định"),
    school.SchoolSplit(("xyz",), DAY, "Quyết định"),
    assignment.FunctionAssigned(SO, ("primary",), DAY, "Quyết định", None),
    assignment.FunctionEnded(SO, DAY, "Quyết định"),
    instruction.InstructionRegistered("p", "Phòng", "Chủ đề", (), school_year=2024),
    WINDOW,
    instruction.ObligationCorrected(**{f.name: getattr(WINDOW, f.name) for f in fields(WINDOW)}),
    assessment.CycleOpened("abc", 2024, "primary", "tt17", "r1", False, (), DAY, rules=HASH),
    # Who sits in it is heard by names alone: `tests/verifier/by_hand.py` asks for them.
    assessment.CouncilAppointed("1/QĐ", (), DAY),
    reported.ReportApproved(1, 2, ("1.1/2",), (), DAY, rules=HASH),
    reported.ReportSubmitted(DAY),
    planned_list.SchoolPlanned(1, "Trường", False, (), "abc", "2024-12", obligation="R1"),
    planned_list.LineAdjusted(1, (), "Lý do", "abc", "2024-12"),
    planned_list.LineWithdrawn(1, "Lý do"),
    evidence.EvidenceRegistered("QD-01", "Quyết định", "ab" * 32, True),
    evidence.EvidenceAdded(
        "QD-01", "1.1", "Quyết định", evidence.NOTHING, "ab" * 32, evidence.UNSAID, True
    ),
    evidence.EvidenceRevised("QD-01", 2, evidence.NOTHING, "cd" * 32),
    evidence.EvidenceRenumbered("QD-01", "QD-02", "1.1"),
    evidence.EvidenceWithdrawn("QD-02", "Nhầm"),
    organisation.OrganisationRegistered("Sở", "so", "79"),
    organisation.OrganisationRenamed("Sở mới", DAY, "Quyết định"),
    organisation.OrganisationPlaced("ubnd", DAY, "Quyết định"),
    organisation.OrganisationEnded("merged", ("so2",), DAY, "Quyết định"),
    adopted_rules.RulesAdopted(3),
]
HEARING = heard_by(ReviewService)


@pytest.mark.parametrize("event", OTHERS, ids=lambda event: type(event).__name__)
def test_review_reads_of_others_what_they_record(event: Any) -> None:
    wire: dict[str, Any] = owner_of(event).dump(event)
    found = [heard for hears in HEARING if (heard := hears.event(wire)) is not None]
    assert found
    for heard in found:
        assert type(heard).__name__ == type(event).__name__
        for field in fields(heard):
            assert getattr(heard, field.name) == getattr(event, field.name), field.name


def test_review_hears_each_kind_of_event_it_declares() -> None:
    assert {type(event).__name__ for event in OTHERS} == of_others(ReviewService)


@pytest.mark.parametrize(
    ("change", "window"),
    [
        ({}, True),
        ({"function": None}, True),
        ({"effect": "mark_late"}, True),
        ({"effect": "none"}, False),
        ({"actor": "office"}, False),
        ({"kind": "standing"}, False),
        ({"function": "decide_accreditation"}, False),
    ],
)
def test_a_window_is_a_monthly_time_for_schools_to_file(
    change: dict[str, Any], window: bool
) -> None:
    heard = windows.Windows.heard.event(owner_of(WINDOW).dump(replace(WINDOW, **change)))
    assert isinstance(heard, windows.ObligationCreated)
    assert heard.is_window is window


def test_a_last_day_binds_each_school_by_its_own_line() -> None:
    lines = tuple(
        instruction.Entry(f"Mẫu {n}", f"s{n}", day)
        for n, day in ((1, date(2024, 11, 20)), (2, date(2025, 2, 20)))
    )
    change: dict[str, Any] = {"kind": "per_school", "entries": lines}
    change["fulfilled_by"] = "registered"
    duty = windows.Windows.heard.event(owner_of(WINDOW).dump(replace(WINDOW, **change)))
    assert isinstance(duty, windows.ObligationCreated)
    assert duty.is_day
    days = [duty.before_for(school) for school in ("s1", "s2", "s3")]
    assert days == [date(2024, 11, 20), date(2025, 2, 20), None]


def recorded(*commands: Any) -> list[Recorded]:
    """Return the events these commands bring, as the log would hold them."""
    return [
        record(
            "79",
            n,
            encode(
                {
                    **EVALUATION_EVENTS.dump(event),
                    "stream": "evaluation-abc_2024",
                    "org": "so79",
                    "on": event.valid_from.isoformat()
                    if isinstance(event, AccreditationGranted)
                    else "2025-01-20",
                }
            ),
        )
        for n, event in enumerate(lived(*commands), 1)
    ]


def test_a_decision_that_grants_becomes_a_certificate_of_its_own() -> None:
    entries = recorded(*until_final(2, BOTH), accredit(), PROPOSE, recognise())
    reactions = [reaction for entry in entries for reaction in policies.react(entry)]
    streams = [stream for stream, _ in reactions]
    assert streams == ["recognition-abc_accreditation2024", "recognition-abc_national2024"]
    first, second = (command for _, command in reactions)
    assert isinstance(second, RecordRecognition)
    assert first == RecordRecognition(
        "accreditation",
        2,
        None,
        "345/QĐ-SGDĐT",
        "KĐ-01",
        date(2025, 1, 10),
        date(2030, 1, 10),
        "so79",
        date(2025, 1, 10),
        "abc_2024",
        "tt17-2018-primary",
        "r1",
        HASH,
        school="abc",
    )
    assert (second.kind, second.certificate_number) == ("national_standard", "CQG-01")
    assert (second.accreditation_grade, second.national_grade) == (None, 1)


def test_a_refusal_becomes_nothing() -> None:
    entries = recorded(*until_final(0, BOTH), accredit(None), recognise(None))
    assert [reaction for entry in entries for reaction in policies.react(entry)] == []


def test_what_a_certificate_replaces_ends_and_what_was_struck_gives_way() -> None:
    granted = RecognitionGranted(
        *("abc", "accreditation", 2, None, "345/QĐ-SGDĐT", "KĐ-01", DAY, date(2030, 1, 10), "so79"),
        *(DAY, "abc_2024", PRIMARY.id, PRIMARY.revision, ("abc_accreditation_20220518",)),
        rules=HASH,
    )
    before = "recognition-abc_accreditation_20220518"
    for event, command in (
        (granted, ReplaceRecognition("abc_accreditation2024", DAY)),
        (
            EarlierRecognitionStruck("Nhầm", ("abc_accreditation_20220518",)),
            ReinstateRecognition("abc_accreditation2024"),
        ),
    ):
        wire = owner_of(event).dump(event)
        place = {"stream": "recognition-abc_accreditation2024", "on": "2024-09-10"}
        assert list(policies.react(record("79", 1, encode({**wire, **place})))) == [
            (before, command)
        ]
