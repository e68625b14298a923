"""What a command must know of others: read tables -> the small values that `domain` declares."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from libs.calendar import school_year
from libs.command_handler import Context
from libs.contract import Parsed
from libs.errors import Unavailable
from libs.postgres import Cursor
from libs.rights import school_of
from services.review.domain.filing import (
    Held,
    Operation,
    Report,
    SubmitRegistration,
    Window,
)
from services.review.domain.state import State
from services.review.domain.succession import HeldOn, SettleSuccession

CERTIFICATES = """
select coalesce(r.holder, g.school), g.id, g.kind from (
    select log, school, school || '_accreditation' || right(id, 4) as id,
           'accreditation' as kind, accreditation_on as valid_from,
           accreditation_valid_to as valid_to
    from evaluation where accreditation = 'granted'
    union all
    select log, school, school || '_national' || right(id, 4), 'national_standard', national_on,
           national_valid_to
    from evaluation where national = 'granted') g
left join recognition r using (log, id)
where g.log = %(log)s and coalesce(r.holder, g.school) = any (%(schools)s)
and g.valid_from <= %(on)s and %(on)s <= g.valid_to and r.lapsed_on is null
order by g.id
"""
"""Certificates in force: by the decisions, since the certificate itself may not be recorded yet."""
RUNNING = """
select id from evaluation where log = %(log)s and coalesce(continued_by, school) = %(school)s
and not state = any (%(over)s) order by id
"""


def facts(
    db: Cursor, log: str, stream: str, parsed: Parsed[Any], context: Context
) -> Mapping[str, Any]:
    """Return what `parsed` asks for; raises `Unavailable` while the school has not arrived here."""
    school = school_of(stream)
    if parsed.kind is SubmitRegistration:
        return _filing(db, log, school, parsed.values["cycle_year"], context.on)
    if parsed.kind is SettleSuccession:
        return _succession(db, log, school, parsed.values["parts"], parsed.values["starts"])
    raise TypeError(f"{parsed.kind.__name__} asks for nothing known here: {set(parsed.needs)}")


def _filing(db: Cursor, log: str, school: str, cycle_year: int, on: date) -> Mapping[str, Any]:
    db.execute(
        "select kind.kind, area.areas, opened_on, cohorts_completed, closed_on from school s"
        " cross join lateral (select kind from school_kind k"
        "  where k.log = s.log and k.school = s.id and (k.starts is null or k.starts <= %(on)s)"
        "  order by k.starts desc nulls last, k.version desc limit 1) kind"
        " cross join lateral (select areas from school_area a"
        "  where a.log = s.log and a.school = s.id and (a.starts is null or a.starts <= %(on)s)"
        "  order by a.starts desc nulls last, a.version desc limit 1) area"
        " where s.log = %(log)s and s.id = %(school)s",
        {"log": log, "school": school, "on": on},
    )
    known = db.fetchone()
    if known is None:
        # The right to file rests on the school's own stream, so it exists; only not here yet.
        raise Unavailable(
            "position-not-reached", "Dữ liệu về trường chưa cập nhật; hãy gửi lại sau giây lát."
        )
    kind, areas, *operation = known
    checker = _holder(db, log, "check_dossier", kind, areas, on)
    return {
        "report": _report(db, log, school, cycle_year),
        "windows": _windows(db, log, kind, areas, on),
        "operation": Operation(*operation),
        "direct": checker is None or checker == _holder(db, log, "appraise", kind, areas, on),
        "recognitions": _recognitions(db, log, school),
    }


def _report(db: Cursor, log: str, school: str, year: int) -> Report | None:
    db.execute(
        "select level, next_level, failed, unjudged, rule_set, revision, rules, submitted_on"
        " from report where log = %s and school = %s and year = %s and level is not null",
        (log, school, year),
    )
    row = db.fetchone()
    if row is None:
        return None
    level, next_level, failed, unjudged, *rest = row
    return Report(level, next_level, tuple(failed), tuple(unjudged), *rest)


def _windows(db: Cursor, log: str, kind: str, areas: Sequence[str], on: date) -> tuple[Window, ...]:
    """Return the windows that letters set for such schools here, for this school year or any."""
    db.execute(
        "select i.number, i.symbol, i.issuer_name, i.date_as_written, w.first_day, w.last_day,"
        " w.effect from filing_window w"
        " join instruction i on i.log = w.log and i.id = w.instruction"
        " where w.log = %s and w.area = any (%s) and %s = any (w.kinds)"
        " and (i.school_year is null or i.school_year = %s) order by i.id, w.code",
        (log, list(areas), kind, school_year(on)),
    )
    return tuple(Window(*row) for row in db.fetchall())


def _holder(
    db: Cursor, log: str, function: str, kind: str, areas: Sequence[str], on: date
) -> str | None:
    """Return who holds `function` in the smallest of `areas`, as `libs.rights.holder` does."""
    db.execute(
        "select holder from assignment where log = %s and function = %s and area = any (%s)"
        " and %s = any (kinds) and starts <= %s and (ends is null or %s < ends)"
        " order by array_position(%s, area), version limit 1",
        (log, function, list(areas), kind, on, on, list(areas)),
    )
    row = db.fetchone()
    return None if row is None else str(row[0])


def _recognitions(db: Cursor, log: str, school: str) -> tuple[Held, ...]:
    db.execute(
        "select kind, coalesce(accreditation_grade, national_grade), valid_from,"
        " least(valid_to, lapsed_on - 1) from recognition"
        " where log = %s and holder = %s order by valid_from, id",
        (log, school),
    )
    return tuple(Held(*row) for row in db.fetchall())


def _succession(
    db: Cursor, log: str, school: str, parts: Sequence[str], on: date
) -> Mapping[str, Any]:
    """Return what `school` holds and has under way, and of which kinds every part holds one."""
    asked = {"log": log, "schools": [school, *parts], "school": school, "on": on}
    asked["over"] = [state for state in State if state.over]
    db.execute(CERTIFICATES, asked)
    held = db.fetchall()
    db.execute(RUNNING, asked)
    kinds = {kind for _, _, kind in held}
    return {
        "held": tuple(HeldOn(id, kind) for holder, id, kind in held if holder == school),
        "running": tuple(id for (id,) in db.fetchall()),
        "held_by_all": frozenset(
            kind for kind in kinds if {h for h, _, k in held if k == kind} >= {*parts}
        ),
    }
