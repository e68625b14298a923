"""Questions about people: posts for officers, names for those who say why they ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, assert_never

from libs.engine.questions import ForOfficers
from libs.engine.read_tables import ONE, PAGE, Limit, asked, one, rows
from libs.kernel.messages import Id, private, size
from libs.law.calendar import show
from libs.log.database import Cursor
from libs.rights import Knowing, Right

OPENS = Knowing(("officer", "director", "chair", "administrator", "operator"), ())
"""Who may learn who somebody is, besides that person: an office in whose reach they are."""
Why = Annotated[str, size(8, 300)]
"""The reason for opening names (`libs.people.reasons`); kept with who looked at whom, when."""


@dataclass(frozen=True, slots=True)
class PersonPost:
    """A post at a school or office, from `starts` to the day before `ends`."""

    post: str
    org: str
    starts: date
    ends: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person; `person` is their actor id, "u:" and `id`.

    Name, phone, email and `disclosures` (RFC 9901) are empty unless the question said why. `held`:
    the vault has them. `erased_at` is the position of the event that erased them.
    """

    id: str
    version: int
    position: int
    person: str
    sample: bool
    posts: tuple[PersonPost, ...]
    erased_at: int | None
    erased_on: date | None
    erased_for: str | None
    notice: str | None
    held: bool = False
    name: str | None = private(None)
    phone: str | None = private(None)
    email: str | None = private(None)
    disclosures: tuple[str, ...] = private(())


@dataclass(frozen=True, slots=True)
class GetPerson(ForOfficers):
    """Ask for a person by id; with `why`, also for who it is."""

    category: ClassVar[str] = "person"
    view: ClassVar[type] = PersonView
    opens: ClassVar[Right] = OPENS
    own: ClassVar[str] = "id"
    id: Id
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class ListPersons(ForOfficers):
    """Ask for people, those with a post at an organisation; with `why`, also for who they are."""

    category: ClassVar[str] = "person"
    view: ClassVar[type] = PersonView
    opens: ClassVar[Right] = OPENS
    many: ClassVar[bool] = True
    org: Id | None = None
    why: Why | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetPerson | ListPersons

PERSON = """
select id, version, position, sample, erased_at, erased_on, erased_for from pseudonym
where log = %(log)s
"""
AT = """
and (%(org)s::text is null or exists (
    select from person_post p
    where p.log = pseudonym.log and p.person = pseudonym.id and p.org = %(org)s))
"""
POSTS = """
select person, post, org, starts, ends, basis from person_post
where log = %(log)s and person = any(%(ids)s) order by person, version
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetPerson():
            return one(_people(db, PERSON + ONE, values))
        case ListPersons():
            return _people(db, PERSON + AT + PAGE, values)
    assert_never(question)


def _people(db: Cursor, sql: str, values: Mapping[str, Any]) -> list[PersonView]:
    found = {row["id"]: row for row in rows(db, sql, values)}
    posts: dict[str, list[PersonPost]] = {id: [] for id in found}
    for post in rows(db, POSTS, {"log": values["log"], "ids": list(found)}):
        posts[post.pop("person")].append(PersonPost(**post))
    return [
        PersonView(**row, person=f"u:{id}", posts=tuple(posts[id]), notice=notice_of(row))
        for id, row in found.items()
    ]


def notice_of(row: Mapping[str, Any]) -> str | None:
    """Return the sentence that stands for who was erased, None for who was not."""
    if row["erased_at"] is None:
        return None
    return f"Danh tính đã xóa theo sự kiện {row['erased_at']}, ngày {show(row['erased_on'])}."
