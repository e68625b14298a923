"""The question for what waits to be confirmed: for its school and offices, not the public."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from libs.engine.questions import OfSchools
from libs.engine.read_tables import Limit, asked, listed
from libs.kernel.messages import Id
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.log.database import Cursor
from services.review.shared.fields import Kind


@dataclass(frozen=True, slots=True)
class RecognitionEntryView:
    """What was typed in from a decision's paper; `id` is that of the certificate it will be.

    `entry` is the number by which it is confirmed or declined, `entered_by` who may not confirm it.
    """

    id: str
    version: int
    position: int
    school: str
    entry: int
    entered_by: str
    entered_on: date
    kind: Kind
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    decision_number: str
    certificate_number: str | None
    decided_on: date
    authority_name: str
    valid_from: date
    valid_to: date
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListRecognitionEntries(OfSchools):
    """What waits to be confirmed, by the certificate's id; of one school if so asked."""

    category: ClassVar[str] = "recognition_entry"
    view: ClassVar[type] = RecognitionEntryView

    school: Id | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = ListRecognitionEntries

ENTRIES = """
select id, version, position, school, entry, entered_by, entered_on, kind, accreditation_grade,
       national_grade, decision_number, certificate_number, decided_on, authority_name, valid_from,
       valid_to, evidence
from recognition_entry where log = %(log)s
and (%(school)s::text is null or school = %(school)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> list[RecognitionEntryView]:
    """Return a page of what waits."""
    return [_entry(row) for row in listed(db, question, ENTRIES, asked(log, question))]


def _entry(row: Mapping[str, Any]) -> RecognitionEntryView:
    return RecognitionEntryView(**{**row, "evidence": tuple(row["evidence"])})
