from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from libs.kernel.canonical import encode
from libs.log.entry import Recorded, record
from services.assessment.cycle.events import council as assessment
from services.assessment.cycle.events import report as reported
from services.registry.assignment import events as assignment
from services.registry.instruction import events as instruction
from services.registry.school import events as school
from services.review import policies
from services.review.evaluation import windows
from services.review.evaluation.events import EVALUATION_EVENTS
from services.review.evaluation.events.decisions import AccreditationGranted
from services.review.recognition.rules import RecordRecognition
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
    reported.ReportApproved(1, 2, ("1.1/2",), (), DAY, rules=HASH),
    reported.ReportSubmitted(DAY),
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
