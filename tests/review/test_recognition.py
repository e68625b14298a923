from dataclasses import replace
from datetime import date

from services.review.recognition.events import (
    RecognitionCarriedOver,
    RecognitionGranted,
    RecognitionLapsed,
)
from services.review.recognition.procedure import PROCEDURE
from services.review.recognition.rules import (
    RECOGNITION,
    CarryOverRecognition,
    LapseRecognition,
    Others,
    RecordRecognition,
)
from tests.review.cases import PRIMARY
from tests.spec import Spec

RECORD = RecordRecognition(
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
    PRIMARY.id,
    PRIMARY.revision,
    PRIMARY.rules_hash,
    school="abc",
)


CERTIFYING = Spec(RECOGNITION, PROCEDURE, {RecordRecognition: Others(())})


def test_a_certificate_is_recorded_once() -> None:
    recorded = (
        CERTIFYING.given()
        .when(RECORD)
        .then(
            RecognitionGranted(
                "abc",
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
                PRIMARY.id,
                PRIMARY.revision,
                rules=PRIMARY.rules_hash,
            )
        )
    )
    recorded.when(RECORD).then_nothing()
    recorded.when(replace(RECORD, accreditation_grade=3)).then_rejected("already-recorded")


RECORDED = CERTIFYING.given().when(RECORD).then_types("RecognitionGranted")
DAY = date(2026, 8, 1)
CARRY = CarryOverRecognition("xyz", DAY, "Quyết định", False, "letters-2026-rename-only")
LAPSE = LapseRecognition(DAY, "Quyết định", "letters-2026-other", False)


def test_a_certificate_is_carried_over_from_school_to_school() -> None:
    carried = RECORDED.when(CARRY).then(
        RecognitionCarriedOver("xyz", DAY, "Quyết định", False, "letters-2026-rename-only")
    )
    carried.when(CARRY).then_nothing()
    carried.when(replace(CARRY, successor="uvw")).then_types("RecognitionCarriedOver")


def test_a_certificate_lapses_once_and_is_not_carried_over_after_that() -> None:
    lapsed = RECORDED.when(LAPSE).then(
        RecognitionLapsed(DAY, "Quyết định", "letters-2026-other", False)
    )
    lapsed.when(LAPSE).then_nothing()
    lapsed.when(CARRY).then_nothing()


def test_where_there_is_no_certificate_nothing_becomes_of_it() -> None:
    for command in (CARRY, LAPSE):
        CERTIFYING.given().when(command).then_nothing()
