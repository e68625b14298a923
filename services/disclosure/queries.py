"""What anybody may ask of the public record, and the answers out of its read table."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any, ClassVar, assert_never

from psycopg2 import sql

from libs.contract import Contract, Id, Line, between
from libs.postgres import Cursor
from libs.service import Visibility
from services.disclosure.events import Kind


@dataclass(frozen=True, slots=True)
class PublicationView:
    """A recognition as the public sees it; valid on both `valid_from` and `valid_to`.

    `grade` is the cấp độ of an accreditation or the mức độ of the national standard; `sample` marks
    sample data.
    """

    id: str
    version: int
    position: int
    recognition: str
    school: str
    school_name: str
    school_kind: str
    kind: Kind
    grade: int
    decision_number: str
    certificate_number: str
    valid_from: date
    valid_to: date
    authority: str
    authority_name: str
    sample: bool
    published_on: date


@dataclass(frozen=True, slots=True)
class GetPublication:
    """One public record, by the id of the recognition it shows."""

    category: ClassVar[str] = "publication"
    many: ClassVar[bool] = False
    visibility: ClassVar[Visibility] = "public"
    view: ClassVar[type] = PublicationView

    id: Id


@dataclass(frozen=True, slots=True)
class ListPublications:
    """Public records by id, of one school, one kind or one certificate number if so asked."""

    category: ClassVar[str] = "publication"
    many: ClassVar[bool] = True
    visibility: ClassVar[Visibility] = "public"
    view: ClassVar[type] = PublicationView

    school: Id | None = None
    kind: Kind | None = None
    certificate: Line | None = None
    after: Id | None = None
    limit: Annotated[int, between(1, 200)] = 50


Query = GetPublication | ListPublications
QUERIES: Contract[Query] = Contract(Query, unknown="raise")


def answer(db: Cursor, log: str, question: Query) -> Any:
    """Return the view asked for, None if there is no such thing, or the list of views."""
    match question:
        case GetPublication():
            found = _views(db, log, None, 1, id=question.id)
            return found[0] if found else None
        case ListPublications():
            return _views(
                db,
                log,
                question.after,
                question.limit,
                school=question.school,
                kind=question.kind,
                certificate_number=question.certificate,
            )
    assert_never(question)


def _views(
    db: Cursor, log: str, after: str | None, limit: int, **equal: str | None
) -> list[PublicationView]:
    """Return publications by id, those after `after`; of `equal`, what is None says nothing."""
    wanted = {name: value for name, value in equal.items() if value is not None}
    clauses: list[sql.Composable] = [sql.SQL("log = %(log)s")]
    clauses += [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in wanted
    ]
    if after is not None:
        clauses.append(sql.SQL("id > %(after)s"))
    columns = [field.name for field in fields(PublicationView)]
    db.execute(
        sql.SQL("select {} from publication where {} order by id limit %(limit)s").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.SQL(" and ").join(clauses)
        ),
        wanted | {"log": log, "after": after, "limit": limit},
    )
    return [PublicationView(*row) for row in db.fetchall()]
