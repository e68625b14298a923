"""What was acknowledged by hand, from its events to its table."""

from libs.engine.read_tables import insert
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.registry.duty.events import DutyAcknowledged, DutyEvent

KEY = ("log", "instruction", "code", "subject", "school_year")


def project(db: Cursor, event: Recorded, known: DutyEvent) -> None:
    """Bring the row of a duty up to `event`."""
    subject, _, year = event.stream.partition("-")[2].rpartition("_")
    key = {
        "log": event.log,
        "instruction": known.instruction,
        "code": known.code,
        "subject": subject,
        "school_year": int(year),
    }
    if isinstance(known, DutyAcknowledged):
        told = {"done_on": known.done_on, "paper": known.paper, "position": event.position}
        again = ", ".join(f"{name} = excluded.{name}" for name in told)
        tail = f"on conflict ({', '.join(KEY)}) do update set {again}"
        insert(db, "duty_acknowledged", {**key, **told}, tail)
    else:
        where = " and ".join(f"{name} = %({name})s" for name in KEY)
        db.execute(f"delete from duty_acknowledged where {where}", key)
