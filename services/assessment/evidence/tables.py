"""From the events of a register of evidence to its read tables."""

from libs.engine.read_tables import insert
from libs.log.database import Cursor
from libs.log.entry import Recorded
from services.assessment.evidence.events import EvidenceRegistered


def project(db: Cursor, event: Recorded, known: EvidenceRegistered) -> None:
    """Bring the rows of a school's evidence up to `event`."""
    school = event.stream.partition("-")[2]
    insert(
        db,
        "evidence_file",
        {"log": event.log, "id": school, "version": event.version, "position": event.position},
        "on conflict (log, id) do update"
        " set version = excluded.version, position = excluded.position",
    )
    item = {
        "code": known.code,
        "title": known.title,
        "sha256": known.sha256,
        "sample": known.sample,
    }
    key = {"log": event.log, "school": school, "version": event.version}
    insert(db, "evidence", {**key, **item})
