"""The question for everybody who is an evaluator at an office, beside one school."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from libs.engine.questions import ForOfficers
from libs.engine.read_tables import PAGE, Limit, asked, rows
from libs.kernel.messages import Id, given
from libs.log.database import Cursor
from services.registry.person.questions import PersonPost


@dataclass(frozen=True, slots=True)
class TieThere:
    """A post or a role at the school, or at one that it came out of, from `starts` on."""

    tie: str
    org: str
    starts: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class CandidateView:
    """An evaluator as the registers have them beside a school; `id` is that of the person.

    `posts`: every post that is known, in the order in which it was told; none does not mean that
    there was none. `there`: what of it, and of roles, is at the school. `near`: a post of today is
    in the school's commune. `trained_on`: the last day of training in external evaluation that
    counts today. `nominated_by`: the offices that put them forward to evaluate.
    """

    id: str
    position: int
    person: str
    posts: tuple[PersonPost, ...]
    there: tuple[TieThere, ...]
    near: bool
    trained_on: date | None
    nominated_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListCandidates(ForOfficers):
    """Ask for everybody with the role of an evaluator at an office today, beside a school."""

    category: ClassVar[str] = "candidate"
    view: ClassVar[type] = CandidateView
    many: ClassVar[bool] = True
    org: Id
    school: Id
    after: Id | None = None
    limit: Limit = 50
    on: date = given("on")


Asked = ListCandidates

CANDIDATES = """
select * from (
    select p.id, p.position, 'u:' || p.id as person,
        (select max(a.held_on) from attendance a
         where a.log = p.log and a.person = 'u:' || p.id and a.subject = 'external_evaluation'
         and holds(a.held_on, a.ends, %(on)s)) as trained_on,
        exists (
            select from person_post o join school s on s.log = o.log and s.id = o.org
            where o.log = p.log and o.person = p.id and holds(o.starts, o.ends, %(on)s)
            and s.areas[1] = (select areas[1] from school where log = p.log and id = %(school)s)
        ) as near,
        array(
            select distinct n.office
            from nominee e join nomination n on n.log = e.log and n.id = e.nomination
            where e.log = p.log and e.person = 'u:' || p.id and e.task = 'evaluate'
            order by n.office
        ) as nominated_by
    from person p where p.log = %(log)s and exists (
        select from person_term t where t.log = p.log and t.person = p.id
        and t.role = 'evaluator' and t.org = %(org)s and holds(t.starts, t.ends, %(on)s))
) found where true
"""
POSTS = """
select person, post, org, starts, ends, basis from person_post
where log = %(log)s and person = any (%(ids)s) order by person, version
"""
THERE = """
select person, tie, org, starts, ends from (
    select person, post as tie, org, starts, ends from person_post
    where log = %(log)s and person = any (%(ids)s)
    union all
    select person, role, org, starts, ends from person_term
    where log = %(log)s and person = any (%(ids)s)
) told
where org = %(school)s
or org in (select unnest(predecessors) from school where log = %(log)s and id = %(school)s)
order by person, starts, tie
"""


def answer(db: Cursor, log: str, question: Asked) -> list[CandidateView]:
    """Return a page of the evaluators."""
    values = asked(log, question)
    found = rows(db, CANDIDATES + PAGE, values)
    upon = {**values, "ids": [row["id"] for row in found]}
    posts = _by_person(rows(db, POSTS, upon))
    there = _by_person(rows(db, THERE, upon))
    return [
        CandidateView(
            **row | {"nominated_by": tuple(row["nominated_by"])},
            posts=tuple(PersonPost(**each) for each in posts.get(row["id"], ())),
            there=tuple(TieThere(**each) for each in there.get(row["id"], ())),
        )
        for row in found
    ]


def _by_person(found: list[dict[str, Any]]) -> Mapping[str, list[dict[str, Any]]]:
    by: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        by.setdefault(row.pop("person"), []).append(row)
    return by
