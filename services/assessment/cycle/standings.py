"""How far each report is, in one row: what lists of a province read, instead of whole cycles."""

from collections.abc import Sequence

from libs.engine.read_tables import row_of
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.assessment.cycle.versions import HANDED_IN

STANDING = f"""
select c.log, c.id as cycle, c.school, c.year, c.version, c.position, c.education_stage, c.state,
       c.rules, c.level, coalesce(c.report_version, 1) as report_version, c.opened_on,
       s.completed_on, c.approved_on, c.submitted_on, h.handed_in_version, h.handed_in_level,
       h.handed_in_on, h.handed_in_late, m.commented_on, m.comment_count
from cycle c {HANDED_IN}
cross join lateral (
    select (c.facts->'ReportCompleted'->>'dated')::date as completed_on) s
cross join lateral (
    select max(m.dated) as commented_on, count(*) as comment_count from report_comment m
    where m.log = c.log and m.cycle = c.id and m.report_version = c.report_version
    and m.dated >= coalesce(s.completed_on, c.approved_on)) m
where c.log = %(log)s and c.id = any (%(cycles)s) and c.state <> 'abandoned'
"""
"""The draft was finished on `completed_on`, or approved: comments on it were made since."""


def keep(db: Cursor, events: Sequence[Recorded]) -> None:
    """Bring the rows of the cycles that `events` are of up to the last of them."""
    found = {
        row_of(event)["id"]: event.log for event in events if event.stream.startswith("cycle-")
    }
    if not found:
        return
    values = {"log": events[0].log, "cycles": sorted(found)}
    db.execute(
        "delete from report_standing where log = %(log)s and cycle = any (%(cycles)s)", values
    )
    db.execute(f"insert into report_standing {STANDING}", values)
