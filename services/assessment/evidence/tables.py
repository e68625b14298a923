"""From the events of a register of evidence, and of who cites it, to its read tables."""

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from libs.engine.read_tables import insert, insert_all, row_of
from libs.kernel.messages import Contract
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from services.assessment.cycle.events.work import IndicatorJudged
from services.assessment.evidence.events import (
    Content,
    Details,
    EvidenceAdded,
    EvidenceDescribed,
    EvidenceEvent,
    EvidenceRegistered,
    EvidenceRenumbered,
    EvidenceRevised,
    EvidenceWithdrawn,
    FileReceived,
    ManifestExtended,
    ManifestLocked,
)

CITING: Contract[IndicatorJudged] = Contract(IndicatorJudged)


def project(db: Cursor, event: Recorded, known: EvidenceEvent) -> None:
    """Bring the rows of a school's evidence up to `event`."""
    insert(
        db,
        "evidence_file",
        row_of(event),
        "on conflict (log, id) do update"
        " set version = excluded.version, position = excluded.position",
    )
    match known:
        case EvidenceRegistered(code, title, sha256, sample):
            _add(db, event, {"code": code, "title": title, "sha256": sha256, "sample": sample})
        case EvidenceAdded():
            _add(
                db,
                event,
                {
                    "code": known.code,
                    "title": known.title,
                    "sha256": known.sha256,
                    "sample": known.sample,
                    "criterion": known.criterion,
                    "cycle": known.cycle,
                    **_content(known.content),
                    **_details(known.details),
                },
            )
            _version(db, event, known.code, 1, known.content, known.sha256)
        case EvidenceRevised(code, item_version, content, sha256):
            changed = {"item_version": item_version, "sha256": sha256, **_content(content)}
            _change(db, event, code, changed)
            _version(db, event, code, item_version, content, sha256)
        case EvidenceDescribed(code, title, details):
            _change(db, event, code, {"title": title, **_details(details)})
        case EvidenceRenumbered(code, new_code, criterion):
            _code(db, event, new_code, code)
            _change(db, event, code, {"code": new_code, "criterion": criterion})
        case EvidenceWithdrawn(code, reason):
            _change(db, event, code, {"withdrawn": reason})
        case FileReceived():
            _receive(db, event, known)
        case ManifestLocked():
            _lock(db, event, known)
        case ManifestExtended():
            _extend(db, event, known)
        case _:
            assert_never(known)


def cite(db: Cursor, event: Recorded, known: IndicatorJudged) -> None:
    """Bring up to `event` who cites what, by which hash."""
    place = {
        "log": event.log,
        "cycle": event.stream.partition("-")[2],
        "criterion": known.criterion,
        "level": known.level,
        "indicator": known.indicator,
    }
    which = " and ".join(f"{name} = %({name})s" for name in place)
    db.execute(f"delete from evidence_citation where {which}", place)
    said = {"school": school_of(event.stream), "position": event.position}
    cited = dict(zip(known.evidence, known.ev, strict=True))
    rows = [{**place, **said, "code": code, "sha256": sha} for code, sha in cited.items()]
    insert_all(db, "evidence_citation", rows)


def _add(db: Cursor, event: Recorded, values: Mapping[str, Any]) -> None:
    school = school_of(event.stream)
    id = f"{school}_{event.version:06}"
    row = {"log": event.log, "id": id, "school": school, "item": event.version, **values}
    insert(db, "evidence", {**row, "version": event.version, "position": event.position})
    insert(
        db,
        "evidence_code",
        {"log": event.log, "school": school, "code": values["code"], "id": id},
    )


def _change(db: Cursor, event: Recorded, code: str, values: Mapping[str, Any]) -> None:
    changed = {**values, "version": event.version, "position": event.position}
    columns = ", ".join(f"{name} = %s" for name in changed)
    db.execute(
        f"update evidence set {columns} where log = %s and school = %s and code = %s",
        [*changed.values(), event.log, school_of(event.stream), code],
    )


def _code(db: Cursor, event: Recorded, new_code: str, code: str) -> None:
    db.execute(
        "insert into evidence_code (log, school, code, id)"
        " select log, school, %s, id from evidence where log = %s and school = %s and code = %s",
        (new_code, event.log, school_of(event.stream), code),
    )


def _version(
    db: Cursor, event: Recorded, code: str, number: int, content: Content, sha256: str
) -> None:
    values = {
        "item_version": number,
        "sha256": sha256,
        **_content(content),
        "added_on": event.on,
        "added_by": event.envelope["actor"],
    }
    db.execute(
        f"insert into evidence_version (log, id, {', '.join(values)})"
        f" select log, id, {', '.join(['%s'] * len(values))} from evidence"
        " where log = %s and school = %s and code = %s",
        [*values.values(), event.log, school_of(event.stream), code],
    )


def _receive(db: Cursor, event: Recorded, known: FileReceived) -> None:
    school = school_of(event.stream)
    values = {
        **row_of(event),
        "id": f"{school}_{event.version:06}",
        "school": school,
        "sha256": known.sha256,
        "name": known.name,
        "file_size": known.file_size,
        "media_type": known.media_type,
        "received_on": event.on,
        "received_by": event.envelope["actor"],
    }
    insert(db, "received_file", values)


def _lock(db: Cursor, event: Recorded, known: ManifestLocked) -> None:
    values = {
        **row_of(event),
        "id": known.cycle,
        "school": school_of(event.stream),
        "edition": known.edition,
        "digest": known.digest,
        "locked_on": event.on,
        "addenda": 0,
    }
    if known.part == 1:
        place = (event.log, known.cycle)
        db.execute("delete from manifest where log = %s and id = %s", place)
        db.execute("delete from manifest_item where log = %s and cycle = %s", place)
        insert(db, "manifest", values)
    _locked(db, event, known.cycle, 0, known.codes, known.ev, "")


def _extend(db: Cursor, event: Recorded, known: ManifestExtended) -> None:
    db.execute(
        "update manifest set version = %s, position = %s, digest = %s, addenda = %s"
        " where log = %s and id = %s",
        (event.version, event.position, known.digest, known.addendum, event.log, known.cycle),
    )
    _locked(db, event, known.cycle, known.addendum, known.codes, known.ev, known.reason)


def _locked(
    db: Cursor,
    event: Recorded,
    cycle: str,
    addendum: int,
    codes: Sequence[str],
    hashes: Sequence[str],
    reason: str,
) -> None:
    for code, sha256 in zip(codes, hashes, strict=True):
        db.execute(
            "insert into manifest_item"
            " (log, cycle, code, addendum, sha256, title, added_on, reason)"
            " select log, %s, %s, %s, %s, title, %s, %s from evidence"
            " where log = %s and school = %s and code = %s",
            (
                *(cycle, code, addendum, sha256, event.on, reason),
                *(event.log, school_of(event.stream), code),
            ),
        )


def _content(content: Content) -> dict[str, Any]:
    link, place = content.link, content.place
    return {
        "file": content.file,
        "url": link.url if link else None,
        "seen_on": link.seen_on if link else None,
        "box": place.box if place else None,
        "shelf": place.shelf if place else None,
        "where_kept": place.where if place else None,
    }


def _details(details: Details) -> dict[str, Any]:
    return {
        "obtained": details.obtained,
        "number": details.number,
        "dated": details.dated,
        "issuer": details.issuer,
        "expires_on": details.expires_on,
        "note": details.note,
    }
