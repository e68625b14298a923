"""The questions about certificates, and their answers from the read tables."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import Public
from libs.engine.read_tables import ONE, PAGE, Limit, asked, one, rows
from libs.kernel.messages import Id, Line
from libs.law.standards import mergers
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.log.database import Cursor
from services.review.recognition.events import Manner
from services.review.shared.fields import Kind
from services.review.shared.views import view_of

RECOGNITION = "select * from recognition where log = %(log)s"
RECOGNITIONS = f"""
{RECOGNITION}
and (%(school)s::text is null or %(school)s in (school, holder))
and (%(kind)s::text is null or kind = %(kind)s)
and (%(decision)s::text is null or decision_number = %(decision)s)
"""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a paper corrected: each field that it states is what the certificate says since."""

    document_number: str
    reason: str
    decision_number: str | None
    certificate_number: str | None
    signed_on: date | None
    misprint: str | None
    dated: date | None


@dataclass(frozen=True, slots=True)
class RecognitionView:
    """One certificate; valid on both `valid_from` and `valid_to`.

    `school` received it, `holder` has it now: another where schools merged. `lapsed_on` is the
    first day without force where it ended with its school. `lineage_why` says why, in Vietnamese,
    by the table's row `lineage_rule`; `lineage_sure` is false where its basis was not at hand.
    Its fields are as corrected, `corrections` what was. `taken_back`: it was taken back by the
    decision `cancelled_by` of `cancelled_on`, `cancelled_from` being the first day without it.
    """

    id: str
    version: int
    position: int
    school: str
    kind: Kind
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    decision_number: str
    certificate_number: str | None
    valid_from: date
    valid_to: date
    decided_by: str | None
    decided_on: date
    evaluation: str | None
    rule_set: str
    revision: str
    rules: str
    holder: str
    held_since: date | None
    lapsed_on: date | None
    lineage_basis: str | None
    lineage_rule: str | None
    lineage_sure: bool | None
    lineage_why: str | None
    authority_name: str | None
    evidence: tuple[str, ...]
    recorded_on: date | None
    struck: str | None
    replaced_by: str | None
    ends: date | None
    corrections: tuple[Correction, ...]
    taken_back: Manner | None
    cancelled_from: date | None
    cancelled_on: date | None
    cancelled_by: str | None
    cancelled_why: str | None


@dataclass(frozen=True, slots=True)
class GetRecognition(Public):
    """One certificate, by its id.

    `<school>_<accreditation|national>` and the school year of its case, or `_` and the day of its
    decision (YYYYMMDD) where it was written down from paper.
    """

    category: ClassVar[str] = "recognition"
    view: ClassVar[type] = RecognitionView

    id: Id


@dataclass(frozen=True, slots=True)
class ListRecognitions(Public):
    """Certificates by id, of one school or one kind if so asked; `decision` finds a decision's.

    Those of a school are those it received and those it holds for schools that it succeeded.
    """

    category: ClassVar[str] = "recognition"
    many: ClassVar[bool] = True
    view: ClassVar[type] = RecognitionView

    school: Id | None = None
    kind: Kind | None = None
    decision: Line | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetRecognition | ListRecognitions


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view asked for, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetRecognition():
            return one([_recognition(row) for row in rows(db, RECOGNITION + ONE, values)])
        case ListRecognitions():
            return [_recognition(row) for row in rows(db, RECOGNITIONS + PAGE, values)]
    assert_never(question)


def _recognition(row: dict[str, Any]) -> RecognitionView:
    rule = row["lineage_rule"]
    row["lineage_why"] = None if rule is None else mergers.by_id(rule).why
    row["corrections"] = [
        Correction(**{**each, **{n: _day(each[n]) for n in ("signed_on", "dated")}})
        for each in row["corrections"]
    ]
    return view_of(RecognitionView, row)


def _day(iso: str | None) -> date | None:
    return None if iso is None else date.fromisoformat(iso)
