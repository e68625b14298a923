"""What anybody may ask of the public record, and the answers out of its read table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import Public
from libs.engine.read_tables import ONE, PAGE, Limit, asked, one, rows
from libs.kernel.messages import Id, Line
from libs.law.standards.levels import AccreditationGrade, NationalGrade
from libs.log.database import Cursor
from services.disclosure.publication.events import Kind, Manner


@dataclass(frozen=True, slots=True)
class PublicCorrection:
    """What a paper corrected: each field that it states is what the certificate says since."""

    document_number: str
    reason: str
    decision_number: str | None
    certificate_number: str | None
    valid_from: date | None
    valid_to: date | None
    misprint: str | None
    dated: date | None


@dataclass(frozen=True, slots=True)
class PublicationView:
    """A recognition as the public sees it; valid on both `valid_from` and `valid_to`.

    Of the two grades the one that `kind` names is stated; `sample` marks sample data. `holder` has
    the certificate now, another than `school` where schools merged; `lapsed_on` is the first day
    without force where it ended with its school, `lineage_basis` the document either rests on.
    `ends` is the first day without it where `replaced_by` came in its place. `from_paper`: it is
    from before the platform, written down from the decision of `decided_on`, its authority named as
    there; `struck` says why it does not count. `predecessor`: it is the result of a school that
    went before the one asked about, to be shown as such. Its fields are as corrected, `corrections`
    what was. `taken_back`: it was taken back by the decision `cancelled_by` of `cancelled_on`,
    `cancelled_from` being the first day without it.
    """

    id: str
    version: int
    position: int
    recognition: str
    school: str
    school_name: str
    school_kind: str
    kind: Kind
    accreditation_grade: AccreditationGrade | None
    national_grade: NationalGrade | None
    decision_number: str
    certificate_number: str | None
    valid_from: date
    valid_to: date
    authority: str | None
    authority_name: str
    sample: bool
    published_on: date
    holder: str
    holder_name: str
    held_since: date | None
    lapsed_on: date | None
    lineage_basis: str | None
    from_paper: bool
    decided_on: date | None
    struck: str | None
    replaced_by: str | None
    ends: date | None
    corrections: tuple[PublicCorrection, ...]
    taken_back: Manner | None
    cancelled_from: date | None
    cancelled_on: date | None
    cancelled_by: str | None
    cancelled_why: str | None
    predecessor: bool


@dataclass(frozen=True, slots=True)
class GetPublication(Public):
    """One public record, by the id of the recognition it shows."""

    category: ClassVar[str] = "publication"
    view: ClassVar[type] = PublicationView

    id: Id


@dataclass(frozen=True, slots=True)
class ListPublications(Public):
    """Public records by id, of one school, one kind or one certificate number if so asked.

    Those of a school come with those of the schools it came from, marked as `predecessor`.
    """

    category: ClassVar[str] = "publication"
    many: ClassVar[bool] = True
    view: ClassVar[type] = PublicationView

    school: Id | None = None
    kind: Kind | None = None
    certificate: Line | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetPublication | ListPublications


PUBLICATIONS = """
with recursive line (id) as (
    select %(school)s::text
    union
    select s.predecessor from line l join succession s
    on s.log = %(log)s and s.successor = l.id)
select id, version, position, recognition, school, school_name, school_kind, kind,
       accreditation_grade, national_grade, decision_number, certificate_number, valid_from,
       valid_to, authority, authority_name, sample, published_on, holder, holder_name, held_since,
       lapsed_on, lineage_basis, from_paper, decided_on, struck, replaced_by, ends,
       corrections, taken_back, cancelled_from, cancelled_on, cancelled_by, cancelled_why,
       coalesce(school <> %(school)s, false) as predecessor
from publication where log = %(log)s
"""
OF = """
and (%(school)s::text is null or school in (select id from line))
and (%(kind)s::text is null or kind = %(kind)s)
and (%(certificate)s::text is null or certificate_number = %(certificate)s)
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view asked for, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetPublication():
            return one(_views(db, PUBLICATIONS + ONE, {**values, "school": None}))
        case ListPublications():
            return _views(db, PUBLICATIONS + OF + PAGE, values)
    assert_never(question)


def _views(db: Cursor, sql: str, values: Mapping[str, Any]) -> list[PublicationView]:
    found = rows(db, sql, values)
    for row in found:
        row["corrections"] = tuple(_correction(each) for each in row["corrections"])
    return [PublicationView(**row) for row in found]


def _correction(told: Mapping[str, Any]) -> PublicCorrection:
    days = {name: told[name] for name in ("valid_from", "valid_to", "dated") if told[name]}
    return PublicCorrection(**{**told, **{n: date.fromisoformat(day) for n, day in days.items()}})
