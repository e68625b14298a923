from dataclasses import replace
from datetime import date

from services.review.domain.recognition import RECOGNITION, RecordRecognition
from services.review.events import RecognitionGranted
from tests.review.cases import PRIMARY
from tests.spec import Spec

RECORD = RecordRecognition(
    "accreditation",
    2,
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


def test_a_certificate_is_recorded_once() -> None:
    recorded = (
        Spec(RECOGNITION)
        .given()
        .when(RECORD)
        .then(
            RecognitionGranted(
                "abc",
                "accreditation",
                2,
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
    recorded.when(replace(RECORD, grade=3)).then_rejected("already-recorded")
