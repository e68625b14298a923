"""The cases in which the days for a reply are over: what the clock has to say of them."""

from collections.abc import Iterator
from datetime import date

from libs.engine.read_tables import rows
from libs.log.database import Cursor
from services.review.evaluation.silence import RecordSilence
from services.review.evaluation.state import State

SILENT = """
select id, reply_before from evaluation
where log = %(log)s and state = %(state)s and reply_before <= %(today)s and reply_runs
order by id
"""


def due(db: Cursor, log: str, today: date) -> Iterator[tuple[str, RecordSilence]]:
    """Yield what the clock has to say by `today`.

    Nothing of a draft that was told on another day than its own, as in a demonstration: what
    followed it is yet to be told, too.
    """
    for row in rows(db, SILENT, {"log": log, "state": State.DRAFT_SENT, "today": today}):
        yield f"evaluation-{row['id']}", RecordSilence(row["reply_before"], on=today)
