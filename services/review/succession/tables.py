"""From the settlements of a school to their read table."""

from dataclasses import asdict

from psycopg2.extras import Json

from libs.engine.read_tables import insert_once, row_of, seen
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.review.succession.events import SuccessionSettled


def project(db: Cursor, event: Recorded, own: SuccessionSettled) -> None:
    """Bring the row of a school's settlements up to `event`."""
    insert_once(db, "succession", {**row_of(event), "settlements": Json([])})
    settled = {**asdict(own), "starts": own.starts.isoformat()}
    where = row_of(event)
    db.execute(
        "update succession set settlements = settlements || %s where log = %s and id = %s",
        (Json([settled]), where["log"], where["id"]),
    )
    seen(db, "succession", event)
