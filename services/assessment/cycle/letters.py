"""By when letters want a school's reports and plans, as the read tables know it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg2.extras import Json

from libs.engine.procedure import Act
from libs.engine.read_tables import insert, latest, rows
from libs.law.calendar import school_year_days
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.assessment.shared.duties import CONCERNS, Due, Duties

HEARD = """
select stream, type, data from letter_heard where log = %(log)s order by position
"""
AREAS = f"""
select areas from plan_school s where s.log = %(log)s and s.school = %(school)s
and {latest("s")}
"""


def project(db: Cursor, event: Recorded, heard: Any) -> None:
    """Keep what a letter says, if something is handed in by it or it names its school year."""
    if CONCERNS & {*getattr(heard, "concerns", CONCERNS)}:
        told = {"log": event.log, "position": event.position, "stream": event.stream}
        insert(db, "letter_heard", {**told, "type": event.type, "data": Json(event.data)})


def due(
    db: Cursor, log: str, concern: str, school: str, kind: str, year: int, on: date
) -> Sequence[Due]:
    """Return the dates for the report of a school year or its update, of a school of this kind."""
    found = rows(
        db, AREAS, {"log": log, "school": school, "on": min(on, school_year_days(year)[1])}
    )
    if not found:
        return ()
    return duties(db, log, on).due(concern, kind, found[0]["areas"], school, year)


def duties(db: Cursor, log: str, on: date) -> Duties:
    """Return what letters want handed in here, as corrected."""
    found = Duties()
    for row in rows(db, HEARD, {"log": log}):
        act = Act(log, row["stream"], on, "", "", "")
        event = Duties.heard.event({"type": row["type"], "data": row["data"]})
        found.learn(row["stream"], event, act)
    return found
