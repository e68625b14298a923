"""Questions about contacts: those of an office, and who is there for a school on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import Column, Public
from libs.engine.read_tables import ONE, PAGE, Limit, asked, one, rows
from libs.kernel.messages import Id, given
from libs.log.database import Cursor
from services.registry.contact.rules import IN_CHARGE
from services.registry.shared.fields import Kind
from services.registry.shared.living import LIVING


@dataclass(frozen=True, slots=True)
class ContactTerm:
    """A contact for schools of these kinds, from `starts` to the day before `ends`."""

    person: str
    kinds: tuple[str, ...]
    phone: str | None
    email: str | None
    answer_within: int | None
    starts: date
    ends: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class ContactView:
    """Every contact an office named, in the order in which they came."""

    id: str
    version: int
    position: int
    terms: tuple[ContactTerm, ...]


@dataclass(frozen=True, slots=True)
class GetContact(Public):
    """Ask for an office's contacts; `id` is the office's."""

    category: ClassVar[str] = "contact"
    view: ClassVar[type] = ContactView
    id: Id


@dataclass(frozen=True, slots=True)
class ListContacts(Public):
    """Ask for the offices that have a contact for a kind of school today, or on a day."""

    category: ClassVar[str] = "contact"
    view: ClassVar[type] = ContactView
    many: ClassVar[bool] = True
    kind: Kind | None = None
    on: date | None = None
    after: Id | None = None
    limit: Limit = 50
    today: date = given("on")


@dataclass(frozen=True, slots=True)
class SchoolContactView:
    """An office in charge of a school on a day, by which function, and its contact if it has one.

    `id` is the office's. The office that checks dossiers comes before the one that appraises.
    """

    id: str
    position: int
    function: str
    kind: str
    person: str | None
    phone: str | None
    email: str | None
    answer_within: int | None


@dataclass(frozen=True, slots=True)
class ListSchoolContacts(Public):
    """Ask who is there for a school today, or on a day, the nearest office first."""

    category: ClassVar[str] = "school_contact"
    view: ClassVar[type] = SchoolContactView
    orders: ClassVar[Mapping[str, Column]] = {"nearness": Column("nth", empty=False)}
    many: ClassVar[bool] = True
    school: Id
    on: date | None = None
    today: date = given("on")


Asked = GetContact | ListContacts | ListSchoolContacts

CONTACT = """
select id, version, position from contact where log = %(log)s
"""
CONTACTS = """
and exists (
    select from contact_term t where t.log = contact.log and t.contact = contact.id
    and (%(kind)s::text is null or %(kind)s = any (t.kinds)) and holds(t.starts, t.ends, %(on)s))
"""
CONTACT_TERMS = """
select contact, person, kinds, phone, email, answer_within, starts, ends, basis from contact_term
where log = %(log)s and contact = any (%(ids)s) order by contact, version
"""
SCHOOL_CONTACTS = f"""
select h.holder as id, greatest(a.position, n.position) as position, h.function, l.kind,
       c.person, c.phone, c.email, c.answer_within
from (select t.kind, t.areas {LIVING} and id = %(school)s) l
cross join unnest(%(in_charge)s) with ordinality as f (function, nth)
cross join function_holder(%(log)s, f.function, l.kind, l.areas, %(on)s, 'infinity') h
join assignment a on a.log = h.log and a.id = h.function || '_' || h.area
left join contact_term c on c.log = h.log and c.contact = h.holder and l.kind = any (c.kinds)
    and holds(c.starts, c.ends, %(on)s)
left join contact n on n.log = h.log and n.id = h.holder
order by f.nth
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = asked(log, question)
    match question:
        case GetContact():
            return one(_contacts(db, CONTACT + ONE, values))
        case ListContacts():
            on = {"on": question.on or question.today}
            return _contacts(db, CONTACT + CONTACTS + PAGE, values | on)
        case ListSchoolContacts():
            return of_school(db, log, question.school, question.on or question.today)
    assert_never(question)


def of_school(db: Cursor, log: str, school: str, on: date) -> list[SchoolContactView]:
    """Return the offices in charge of a school on a day with their contacts, nearest first."""
    values = {"log": log, "school": school, "on": on, "in_charge": list(IN_CHARGE)}
    return [SchoolContactView(**row) for row in rows(db, SCHOOL_CONTACTS, values)]


def _contacts(db: Cursor, sql: str, values: Mapping[str, Any]) -> list[ContactView]:
    found = {row["id"]: row for row in rows(db, sql, values)}
    terms: dict[str, list[ContactTerm]] = {id: [] for id in found}
    for row in rows(db, CONTACT_TERMS, {"log": values["log"], "ids": list(found)}):
        named = terms[row.pop("contact")]
        named.append(ContactTerm(**row | {"kinds": tuple(row["kinds"])}))
    return [ContactView(**row, terms=tuple(terms[id])) for id, row in found.items()]
