"""From the making of a team to its read tables."""

from collections.abc import Iterable
from dataclasses import asdict
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
)


def project(db: Cursor, event: Recorded, own: TeamEvent) -> None:
    """Bring the rows of a team up to `event`."""
    insert_once(db, "team", {**row_of(event), "school": school_of(event.stream)})
    match own:
        case DeclarationsAsked(persons):
            _ask(db, event, persons)
        case InterestDeclared(ties, person):
            said = {"declared_on": event.on, "ties": Json([asdict(tie) for tie in ties])}
            # What was decided of another declaration does not hold of this one.
            _person(db, event, person, **said, kept_on=None, kept_reason=None)
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
