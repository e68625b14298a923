from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.kernel.problems import NotFound
from services.disclosure.publication import procedure
from services.disclosure.publication.events import (
    PublicationCarriedOver,
    PublicationLapsed,
    RecognitionPublished,
)
from services.disclosure.publication.rules import (
    PUBLICATION,
    MarkCarriedOver,
    MarkLapsed,
    Names,
    PublishRecognition,
    Successor,
)
from tests.spec import Spec

PUBLISH = PublishRecognition(
    "abc_accreditation2024",
    "accreditation",
    2,
    None,
    "KĐ-01",
    "345/QĐ-SGDĐT",
    date(2025, 1, 10),
    date(2030, 1, 10),
    "so79",
    school="abc",
)
NAMES = Names("Trường mẫu", "primary", "Sở Giáo dục và Đào tạo", sample=True)
NAMED = Successor("Trường mới")
PUBLISHING = Spec(
    PUBLICATION, procedure.PROCEDURE, {PublishRecognition: NAMES, MarkCarriedOver: NAMED}
)
PUBLISHED = RecognitionPublished(
    "abc_accreditation2024",
    "abc",
    "Trường mẫu",
    "primary",
    "accreditation",
    2,
    None,
    "345/QĐ-SGDĐT",
    "KĐ-01",
    date(2025, 1, 10),
    date(2030, 1, 10),
    "so79",
    "Sở Giáo dục và Đào tạo",
    True,
)


def test_a_recognition_is_published_with_the_names_of_the_register() -> None:
    PUBLISHING.given().when(PUBLISH).then(PUBLISHED)


def test_a_recognition_is_published_once_whatever_its_names_became() -> None:
    published = PUBLISHING.given(PUBLISHED)
    published.when(PUBLISH).then_nothing()
    published.when(PUBLISH, replace(NAMES, school_name="Tên mới")).then_nothing()
    published.when(PUBLISH, replace(NAMES, school_name=None)).then_nothing()


@pytest.mark.parametrize(
    "other",
    [
        replace(PUBLISH, accreditation_grade=3),
        replace(PUBLISH, certificate_number="KĐ-02"),
        replace(PUBLISH, decided_by="so01"),
    ],
)
def test_another_certificate_does_not_replace_it(other: PublishRecognition) -> None:
    PUBLISHING.given(PUBLISHED).when(other).then_rejected("already-published")


def test_nothing_is_published_under_an_unknown_name() -> None:
    nameless = replace(NAMES, school_name=None, school_kind=None)
    PUBLISHING.given().when(PUBLISH, nameless).then_refused(NotFound, "school-unknown")
    unknown = replace(NAMES, authority_name=None)
    PUBLISHING.given().when(PUBLISH, unknown).then_rejected("office-unknown")


DAY = date(2026, 8, 1)
CARRY = MarkCarriedOver("xyz", DAY, "Quyết định mẫu")
CARRIED = PublicationCarriedOver("xyz", "Trường mới", DAY, "Quyết định mẫu")
LAPSE = MarkLapsed(DAY, "Quyết định mẫu")


def test_the_record_says_who_holds_the_certificate_now() -> None:
    carried = PUBLISHING.given(PUBLISHED).when(CARRY).then(CARRIED)
    carried.when(CARRY).then_nothing()
    carried.when(CARRY, Successor("Tên khác")).then_nothing()
    onwards = replace(CARRY, successor="uvw", starts=date(2027, 1, 1))
    carried.when(onwards).then(replace(CARRIED, successor="uvw", starts=onwards.starts))


def test_the_record_says_that_the_certificate_ended_with_its_school() -> None:
    lapsed = PUBLISHING.given(PUBLISHED).when(LAPSE)
    lapsed.then(PublicationLapsed(DAY, "Quyết định mẫu")).when(LAPSE).then_nothing()


@pytest.mark.parametrize("command", [CARRY, LAPSE])
def test_only_of_what_is_public_anything_is_said(command: Any) -> None:
    PUBLISHING.given().when(command).then_rejected("not-published")


def test_an_unknown_successor_is_not_named() -> None:
    unnamed = PUBLISHING.given(PUBLISHED).when(CARRY, Successor(None))
    unnamed.then_refused(NotFound, "school-unknown")
