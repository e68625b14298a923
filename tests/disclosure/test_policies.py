from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from libs.kernel.canonical import encode
from libs.log.entry import Recorded, record
from services.disclosure import policies
from services.disclosure.publication.rules import (
    MarkCancelled,
    MarkCarriedOver,
    MarkCorrected,
    MarkLapsed,
    MarkReinstated,
    MarkReplaced,
    MarkStruck,
    PublishEarlierRecognition,
    PublishRecognition,
)
from services.disclosure.service import DisclosureService
from services.registry.organisation import events as organisation
from services.registry.school import events as school
from services.review.recognition import events as recognition
from tests.owners import heard_by, of_others, owner_of

DAY = date(2025, 1, 10)
GRANTED = recognition.RecognitionGranted(
    "abc",
    "accreditation",
    2,
    None,
    "345/QĐ-SGDĐT",
    "KĐ-01",
    DAY,
    date(2030, 1, 10),
    "so79",
    DAY,
    "abc_2024",
    "tt17-2018-primary",
    "r1",
    rules="ab" * 32,
)
CARRIED = recognition.RecognitionCarriedOver(
    "xyz", DAY, "Quyết định", False, "letters-2026-rename-only"
)
LAPSED = recognition.RecognitionLapsed(DAY, "Quyết định", "a-row", False)
EARLIER = recognition.EarlierRecognitionRecorded(
    "abc",
    "national_standard",
    None,
    1,
    "12/QĐ-UBND",
    None,
    DAY,
    "Ủy ban nhân dân Thành phố",
    DAY,
    date(2030, 1, 10),
    (),
    "tt17-2018-primary",
    "r1",
    (),
    "abc_national2026",
    date(2026, 6, 1),
    rules="ab" * 32,
    ev=(),
)
STRUCK = recognition.EarlierRecognitionStruck("Nhầm trường", ())
REPLACED = recognition.RecognitionReplaced("abc_national2026", DAY)
REINSTATED = recognition.RecognitionReinstated("abc_national2026")
CORRECTED = recognition.RecognitionCorrected(
    *("5/SGDĐT", "In sai", None, "KĐ-02", DAY, None, date(2030, 1, 10), (), DAY, False)
)
CANCELLED = recognition.RecognitionCancelled(
    *("revoked", "9/QĐ", "Không còn đạt", (), DAY, (), DAY, False)
)
OTHERS: list[Any] = [
    school.SchoolRegistered("Trường", "primary", "public", ("79",), "Địa chỉ", (), True),
    school.SchoolRenamed("Tên mới", DAY, "Quyết định"),
    school.SchoolKindChanged("multi_stage", ("primary", "lower_secondary"), DAY, "Quyết định"),
    school.SchoolAreasChanged(("764", "79"), DAY, "Nghị quyết"),
    school.SchoolOperationRecorded(DAY, 3),
    school.SchoolsMerged(("abc",), "other", DAY, "Quyết định"),
    school.SchoolClosed("other", DAY, ("xyz",), ("abc",), "Quyết định"),
    school.SchoolFormed("abc", "split_off", DAY, "Quyết định"),
    organisation.OrganisationRegistered("Sở", "so", "79"),
    organisation.OrganisationPlaced("p", DAY, "Nghị quyết"),
    organisation.OrganisationEnded("merged", ("q",), DAY, "Nghị quyết"),
    organisation.OrganisationRenamed("Sở mới", DAY, "Nghị quyết"),
    GRANTED,
    CARRIED,
    LAPSED,
    EARLIER,
    STRUCK,
    REPLACED,
    REINSTATED,
    CORRECTED,
    CANCELLED,
]

HEARING = heard_by(DisclosureService)


def recorded(event: Any, stream: str) -> Recorded:
    return record(
        "79", 1, encode({**owner_of(event).dump(event), "stream": stream, "on": "2025-01-10"})
    )


@pytest.mark.parametrize("event", OTHERS, ids=lambda event: type(event).__name__)
def test_disclosure_reads_of_others_what_they_recorded(event: Any) -> None:
    wire = recorded(event, "x-y").envelope
    found = [heard for hears in HEARING if (heard := hears.event(wire)) is not None]
    assert found
    for heard in found:
        assert type(heard).__name__ == type(event).__name__
        for field in fields(heard):
            assert getattr(heard, field.name) == getattr(event, field.name), field.name


def test_a_certificate_is_published_under_its_own_suffix() -> None:
    ((stream, command),) = policies.react(recorded(GRANTED, "recognition-abc_accreditation2024"))
    assert stream == "publication-abc_accreditation2024"
    assert command == PublishRecognition(
        "abc_accreditation2024",
        "accreditation",
        2,
        None,
        "KĐ-01",
        "345/QĐ-SGDĐT",
        DAY,
        date(2030, 1, 10),
        "so79",
        school="abc",
    )


def test_disclosure_hears_each_kind_of_event_it_declares() -> None:
    assert {type(event).__name__ for event in OTHERS} == of_others(DisclosureService)


def test_what_becomes_of_a_certificate_is_said_in_its_record() -> None:
    stream = "publication-abc_accreditation2024"
    for event, command in (
        (CARRIED, MarkCarriedOver("xyz", DAY, "Quyết định")),
        (LAPSED, MarkLapsed(DAY, "Quyết định")),
        (STRUCK, MarkStruck("Nhầm trường")),
        (REPLACED, MarkReplaced("abc_national2026", DAY)),
        (REINSTATED, MarkReinstated("abc_national2026")),
        (
            CORRECTED,
            MarkCorrected("5/SGDĐT", "In sai", None, "KĐ-02", DAY, date(2030, 1, 10), None, DAY),
        ),
        (CANCELLED, MarkCancelled("revoked", "9/QĐ", "Không còn đạt", DAY, DAY)),
    ):
        entry = recorded(event, "recognition-abc_accreditation2024")
        assert list(policies.react(entry)) == [(stream, command)]


def test_what_is_written_down_from_paper_is_published_as_such() -> None:
    ((stream, command),) = policies.react(recorded(EARLIER, "recognition-abc_national_20250110"))
    assert stream == "publication-abc_national_20250110"
    assert isinstance(command, PublishEarlierRecognition)
    assert (command.authority_name, command.decided_on) == ("Ủy ban nhân dân Thành phố", DAY)
    assert (command.replaced_by, command.ends) == ("abc_national2026", date(2026, 6, 1))


def test_other_events_publish_nothing() -> None:
    assert list(policies.react(recorded(OTHERS[0], "school-abc"))) == []
