"""The questions about evidence, and their answers from the read tables. Lists sort by id."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, assert_never

from libs.engine.questions import OfSchool, OfSchools
from libs.engine.read_tables import Limit, asked, listed, one, rows
from libs.kernel.messages import Id
from libs.log.database import Cursor


@dataclass(frozen=True, slots=True)
class EvidenceItemView:
    """A registered item of evidence; `sha256` is the hash of its bytes."""

    code: str
    title: str
    sha256: str
    sample: bool


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """All evidence of a school, in the order in which it came; `id` is the school's."""

    id: str
    version: int
    position: int
    school: str
    items: tuple[EvidenceItemView, ...]


@dataclass(frozen=True, slots=True)
class EvidenceSummary:
    """How many items of evidence a school has; `id` is the school's."""

    id: str
    version: int
    position: int
    school: str
    item_count: int


@dataclass(frozen=True, slots=True)
class GetEvidence(OfSchool):
    """Ask for the evidence of a school, whose id it is."""

    category: ClassVar[str] = "evidence"
    view: ClassVar[type] = EvidenceView
    id: Id


@dataclass(frozen=True, slots=True)
class ListEvidences(OfSchools):
    """Ask which schools have registered evidence, and how much."""

    category: ClassVar[str] = "evidence"
    view: ClassVar[type] = EvidenceSummary
    school_in: ClassVar[str | None] = "id"
    school: Id | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetEvidence | ListEvidences

EVIDENCE = """
select id, version, position, id as school from evidence_file where log = %(log)s and id = %(id)s
"""
EVIDENCE_ITEMS = """
select code, title, sha256, sample from evidence
where log = %(log)s and school = %(id)s order by version
"""
EVIDENCES = """
select id, version, position, id as school,
       (select count(*) from evidence e where e.log = f.log and e.school = f.id) as item_count
from evidence_file f
where log = %(log)s
and (%(school)s::text is null or id = %(school)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetEvidence():
            return one([_evidence(db, values, row) for row in rows(db, EVIDENCE, values)])
        case ListEvidences():
            return [EvidenceSummary(**row) for row in listed(db, question, EVIDENCES, values)]
    assert_never(question)


def _evidence(db: Cursor, values: Mapping[str, Any], row: dict[str, Any]) -> EvidenceView:
    items = tuple(EvidenceItemView(**item) for item in rows(db, EVIDENCE_ITEMS, values))
    return EvidenceView(**row, items=items)
