"""From the making of a team to its read tables."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any, assert_never

from psycopg2.extras import Json

from libs.engine.read_tables import insert, insert_once, row_of, seen
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from services.review.team.events import (
    DeclarationsAsked,
    DrawAnnounced,
    InterestDeclared,
    MemberKept,
    MembersDrawn,
    TeamEvent,
    Tie,
    Ties,
)
from services.review.team.rules import Declared


def project(db: Cursor, event: Recorded, own: TeamEvent) -> None:
    """Bring the rows of a team up to `event`."""
    insert_once(db, "team", {**row_of(event), "school": school_of(event.stream)})
    match own:
        case DeclarationsAsked(persons):
            _ask(db, event, persons)
        case InterestDeclared(ties, person):
            _declare(db, event, person, ties)
        case MemberKept(person, reason):
            _person(db, event, person, kept_on=event.on, kept_reason=reason)
        case DrawAnnounced():
            _ask(db, event, own.candidates)
            _announce(db, event, own)
        case MembersDrawn(seed, drawn):
            _draw(db, event, seed, drawn)
        case _:
            assert_never(own)
    seen(db, "team", event)


def _ask(db: Cursor, event: Recorded, persons: Iterable[str]) -> None:
    for person in persons:
        key = {"log": event.log, "evaluation": _id(event), "person": person}
        row = {**key, "position": event.position, "asked_on": event.on}
        known = "on conflict (log, evaluation, person) do update set asked_on ="
        insert(db, "team_person", row, f"{known} coalesce(team_person.asked_on, excluded.asked_on)")


def _person(db: Cursor, event: Recorded, person: str, **columns: Any) -> None:
    key = {"log": event.log, "evaluation": _id(event), "person": person}
    row = {**key, "position": event.position, **columns}
    changed = ", ".join(f"{name} = excluded.{name}" for name in ("position", *columns))
    insert(db, "team_person", row, f"on conflict (log, evaluation, person) do update set {changed}")


def _declare(db: Cursor, event: Recorded, person: str, ties: Ties) -> None:
    """Write what somebody declared; what was decided of another declaration holds no more."""
    db.execute(
        "select ties, kept_on, taken_back from team_person"
        " where log = %s and evaluation = %s and person = %s",
        (event.log, _id(event), person),
    )
    row = db.fetchone()
    before = Declared() if row is None else _declared(*row)
    said = {"ties": Json([asdict(tie) for tie in ties]), "taken_back": before.anew(ties).taken_back}
    anew = {"declared_on": event.on, "kept_on": None, "kept_reason": None}
    _person(db, event, person, **said, **anew)


def _declared(ties: Any, kept_on: date | None, taken_back: bool) -> Declared:
    return Declared(tuple(Tie(**tie) for tie in ties), kept_on is not None, taken_back)


def _announce(db: Cursor, event: Recorded, own: DrawAnnounced) -> None:
    draw = {
        **asdict(own),
        "announced_at": event.position,
        "announced_on": event.on.isoformat(),
        "seed_at": event.position + own.wait,
    }
    _set(db, event, "draws = draws || %s", Json([draw]))


def _draw(db: Cursor, event: Recorded, seed: str, drawn: tuple[str, ...]) -> None:
    lots = {"seed": seed, "drawn": list(drawn), "drawn_on": event.on.isoformat()}
    _set(db, event, "draws = (draws - -1) || jsonb_build_array((draws -> -1) || %s)", Json(lots))


def _set(db: Cursor, event: Recorded, change: str, value: Json) -> None:
    where = (value, event.log, _id(event))
    db.execute(f"update team set {change} where log = %s and id = %s", where)


def _id(event: Recorded) -> str:
    return event.stream.partition("-")[2]
