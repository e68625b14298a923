from libs.engine.read_tables import insert
from libs.log.database import Cursor
from libs.log.entry import Recorded
from tests.sample_slice.visitor_book.events import VisitNoted


def project(db: Cursor, event: Recorded, visit: VisitNoted) -> None:
    """Add the row of a visit."""
    key = {"log": event.log, "school": event.stream.partition("-")[2], "version": event.version}
    insert(db, "visit", {**key, "position": event.position, "purpose": visit.purpose})
