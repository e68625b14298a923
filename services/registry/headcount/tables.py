"""Staff in numbers, from their events to their table."""

from libs.engine.read_tables import insert, row_of
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.headcount.events import HEADCOUNT_EVENTS, HeadcountEvent


def project(db: Cursor, event: Recorded, known: HeadcountEvent) -> None:
    """Bring the row of a school's year up to `event`."""
    row = row_of(event)
    school, _, year = row["id"].rpartition("_")
    told = {**HEADCOUNT_EVENTS.dump(known)["data"], "counted_on": event.on}
    again = ", ".join(f"{name} = excluded.{name}" for name in ("version", "position", *told))
    insert(
        db,
        "headcount",
        {**row, "school": school, "school_year": int(year), **told},
        f"on conflict (log, id) do update set {again}",
    )
