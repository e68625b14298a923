"""Questions about how a team was put together: draws, and what its people declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never

from libs.engine.questions import ForOfficers, Inside, OfSchool
from libs.engine.read_tables import ONE, PAGE, Limit, asked, listed, one, rows
from libs.kernel.messages import Id
from libs.law.standards import teams
from libs.law.standards.teams import Standing
from libs.log.database import Cursor
from services.review.evaluation.state import State
from services.review.evaluation.survey import AT_WORK
from services.review.team.draw import lot
from services.review.team.events import Tie

OPEN = (State.ACCEPTED, *AT_WORK)
"""The states of a case whose team is put together or at work."""


@dataclass(frozen=True, slots=True)
class Lot:
    """The lot of somebody who took part in a draw: the lowest lots win."""

    person: str
    lot: str
    won: bool


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw: what was fixed beforehand, and what came of it; without `seed` it is to be drawn.

    `seed` is the leaf hash of the entry at `seed_at`, which is `wait` entries after `announced_at`.
    `lots` are in the order of winning, empty before it was drawn.
    """

    candidates: tuple[str, ...]
    seats: int
    wait: int
    reason: str | None
    announced_at: int
    announced_on: date
    seed_at: int
    seed: str | None
    drawn: tuple[str, ...]
    drawn_on: date | None
    lots: tuple[Lot, ...]


@dataclass(frozen=True, slots=True)
class TeamView:
    """The draws of a team, the first first; `id` is that of its case."""

    id: str
    version: int
    position: int
    school: str
    draws: tuple[Draw, ...]


@dataclass(frozen=True, slots=True)
class GetTeam(OfSchool):
    """Ask which draws were made for the team of a case."""

    category: ClassVar[str] = "team"
    view: ClassVar[type] = TeamView

    id: Id


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that speaks against somebody: `bars` them, or is to be asked about; `sure`, and on
    what it rests."""

    code: str
    bars: bool
    may_keep: bool
    sure: bool
    source: str


@dataclass(frozen=True, slots=True)
class TeamPersonView:
    """Somebody of a team, or asked before it: what they declared, and what of it speaks against
    them.

    `team_post` is empty for who is not in the team; `awaited`: the case waits for their word.
    """

    id: str
    position: int
    school: str
    evaluation: str
    person: str
    team_post: str | None
    acting: bool
    asked_on: date | None
    declared_on: date | None
    ties: tuple[Tie, ...]
    kept_on: date | None
    kept_reason: str | None
    conflicts: tuple[Conflict, ...]
    awaited: bool


@dataclass(frozen=True, slots=True)
class ListTeamPeople(Inside):
    """Ask for the people of one team or of many; `member`: a person's own, who may ask of all."""

    category: ClassVar[str] = "team_person"
    view: ClassVar[type] = TeamPersonView
    own: ClassVar[str] = "member"

    evaluation: Id | None = None
    member: Id | None = None
    awaited: bool | None = None
    after: Id | None = None
    limit: Limit = 50


@dataclass(frozen=True, slots=True)
class TeamLoadView:
    """In how many teams at work somebody is; `id` is that of the person."""

    id: str
    position: int
    person: str
    team_count: int


@dataclass(frozen=True, slots=True)
class ListTeamLoads(ForOfficers):
    """Ask who is in how many teams at work, beside that of one case if it is named."""

    category: ClassVar[str] = "team_load"
    view: ClassVar[type] = TeamLoadView
    many: ClassVar[bool] = True
    beside: Id | None = None
    after: Id | None = None
    limit: Limit = 50


Asked = GetTeam | ListTeamPeople | ListTeamLoads

TEAM = "select * from team where log = %(log)s"
PEOPLE = """
select * from (
    select e.id || '_' || substr(p.person, 3) collate "C" as id,
        coalesce(t.position, e.position) as position, e.school, e.id as evaluation, p.person,
        p.post as team_post, coalesce(p.acting, false) as acting, t.asked_on, t.declared_on,
        coalesce(t.ties, '[]') as ties, coalesce(t.taken_back, false) as taken_back,
        t.kept_on, t.kept_reason,
        t.declared_on is null and e.state = any (%(open)s) as awaited
    from evaluation e
    cross join lateral (
        select coalesce(m.person, o.person) as person, m.post, m.acting
        from jsonb_to_recordset(e.team_members) as m (person text, post text, acting boolean)
        full join (
            select person from team_person o where o.log = e.log and o.evaluation = e.id
        ) o on o.person = m.person
    ) p
    left join team_person t
        on t.log = e.log and t.evaluation = e.id and t.person = p.person
    where e.log = %(log)s and (%(evaluation)s::text is null or e.id = %(evaluation)s)
    and (%(member)s::text is null or e.team_members @> jsonb_build_array(
            jsonb_build_object('person', 'u:' || %(member)s)) or e.id in (
            select evaluation from team_person
            where log = %(log)s and person = 'u:' || %(member)s))
    and (%(member)s::text is null or p.person = 'u:' || %(member)s)
) found where (%(awaited)s::boolean is null or awaited = %(awaited)s)
"""
LOADS = """
select * from (
    select substr(m.person, 3) collate "C" as id, max(e.position) as position, m.person,
        count(*)::integer as team_count
    from evaluation e cross join lateral jsonb_to_recordset(e.team_members) as m (person text)
    where e.log = %(log)s and e.state = any (%(at_work)s)
    and (%(beside)s::text is null or e.id <> %(beside)s) group by m.person
) found where true
"""


def answer(db: Cursor, log: str, question: Asked) -> Any:
    """Return the view, None if there is no such thing, or the list of views."""
    values = {**asked(log, question), "open": [state.value for state in OPEN]}
    values["at_work"] = [state.value for state in AT_WORK]
    match question:
        case GetTeam():
            return one([_team(row) for row in rows(db, TEAM + ONE, values)])
        case ListTeamPeople():
            return [_person(row) for row in listed(db, question, PEOPLE, values)]
        case ListTeamLoads():
            return [TeamLoadView(**row) for row in rows(db, LOADS + PAGE, values)]
    assert_never(question)


def _team(row: Mapping[str, Any]) -> TeamView:
    return TeamView(
        *(row["id"], row["version"], row["position"], row["school"]),
        tuple(_draw(each) for each in row["draws"]),
    )


def _draw(said: Mapping[str, Any]) -> Draw:
    drawn, drawn_on, seed = tuple(said.get("drawn", ())), said.get("drawn_on"), said.get("seed")
    lots = ((lot(seed, each), each) for each in said["candidates"]) if seed else ()
    return Draw(
        tuple(said["candidates"]),
        *(said["seats"], said["wait"], said["reason"], said["announced_at"]),
        date.fromisoformat(said["announced_on"]),
        *(said["seed_at"], seed, drawn),
        date.fromisoformat(drawn_on) if drawn_on else None,
        tuple(Lot(person, found, person in drawn) for found, person in sorted(lots)),
    )


def _person(row: Mapping[str, Any]) -> TeamPersonView:
    ties = tuple(Tie(**each) for each in row["ties"])
    kinds = tuple(tie.kind for tie in ties)
    declared = kinds if row["declared_on"] else None
    said = {**row, "ties": ties}
    kept, taken_back = row["kept_on"] is not None, said.pop("taken_back")
    rows = teams.against(Standing(declared=declared, taken_back=taken_back, kept=kept))
    conflicts = tuple(
        Conflict(each.code, each.bars, each.may_keep, each.sure, each.source) for each in rows
    )
    return TeamPersonView(**said, conflicts=conflicts)
