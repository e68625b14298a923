"""Files on their way in: announced, sent in pieces, resumed after a cut, recorded when whole.

What was acknowledged survives kill -9: a piece is on disk before its offset is told, a file is in
the store before the log says that it was received, and only then is its sender told so. Each step
can be done again. The part of a file that has come is one file in a folder; its length is the
offset.
"""

import fcntl
import hashlib
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Literal

import structlog

from libs.files.kinds import NotTaken
from libs.files.personal import named_personal
from libs.files.received import Received
from libs.files.store import StoreAway, digest
from libs.kernel.problems import FieldError
from libs.log.database import Database
from services.gateway.files import checks
from services.gateway.files.settings import FileOptions
from services.gateway.problems import Refusal

PIECE = 4 * 1024 * 1024
"""The most bytes of one piece; a server holds it in memory."""
AT_ONCE = 50
"""How many files that are not whole yet one person may have."""
LOOKED_AT = 4
"""How many files are looked at, or wait for it, at a time: each holds a thread of the server."""
LOCK = ".lock"
"""Ends the name of the file that is locked while somebody works on an upload."""
PERSONAL = (
    "Tệp có vẻ chứa danh sách hoặc thông tin cá nhân của học sinh; minh chứng chỉ cần số liệu tổng "
    "hợp. Hãy kiểm tra trước khi dùng."
)

_looking = BoundedSemaphore(LOOKED_AT)
State = Literal["receiving", "done", "refused", "cancelled"]
_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Target:
    """Whose file it is, and which command records it, as a service calls it."""

    log: str
    service: str
    stream: str
    command: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way: `file_size` bytes were announced, `offset` have come.

    `sha256` and `media_type` are what we found, once it is whole; `code` and `reason` say why it
    was refused, Vietnamese; `position` is that of its event.
    """

    id: str
    target: Target
    actor: str
    name: str
    file_size: int
    expected: str | None
    state: State
    sha256: str | None
    media_type: str | None
    warnings: tuple[str, ...]
    position: int
    code: str | None
    reason: str | None
    offset: int = 0


Record = Callable[[Upload, Received], int]
"""Records a file that is kept; returns the position in the log."""
_COLUMNS = (
    "id, log, service, stream, command, actor, name, file_size, expected, state,"
    " sha256, media_type, warnings, position, code, reason"
)


class Uploads:
    """The files on their way into an installation."""

    def __init__(self, db: Database, clock: Callable[[], datetime], options: FileOptions) -> None:
        self._db = db
        self._clock = clock
        self._options = options

    def begin(
        self,
        target: Target,
        name: str,
        file_size: int,
        expected: str | None,
        actor: str,
        request: str,
    ) -> Upload:
        """Return a new upload; the same request gets the same one again.

        `request` is the sender's own name for it. Raises `Refusal`: file-refused (too large for any
        kind), uploads-too-many, upload-request-reused.
        """
        most = self._options.limits.largest
        if file_size > most:
            detail = f"Tệp lớn hơn {most // 1024 // 1024} MB."
            raise _refused(NotTaken("file-too-large", detail))
        self._clean()
        now = self._clock()
        values = (
            *(uuid.uuid4().hex, target.log, target.service, target.stream, target.command),
            *(actor, request, name, file_size, expected, now, now),
        )
        with self._db.transaction() as db:
            db.execute("select pg_advisory_xact_lock(hashtext(%s))", (f"uploads of {actor}",))
            db.execute(
                "select count(*) from upload where actor = %s and request <> %s"
                " and state = 'receiving'",
                (actor, request),
            )
            if (db.fetchone() or (0,))[0] >= AT_ONCE:
                raise Refusal("uploads-too-many")
            db.execute(
                "insert into upload (id, log, service, stream, command, actor, request,"
                " name, file_size, expected, made_at, touched_at, state)"
                " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'receiving')"
                " on conflict (actor, request) do nothing",
                values,
            )
            db.execute(
                f"select {_COLUMNS} from upload where actor = %s and request = %s",
                (actor, request),
            )
            found = self._upload(db.fetchone() or ())
        if (found.target, found.name, found.file_size) != (target, name, file_size):
            raise Refusal("upload-request-reused")
        return found

    def get(self, id: str, log: str, actor: str) -> Upload:
        """Return an upload of `actor`; raises `Refusal` (upload-unknown)."""
        with self._db.transaction() as db:
            db.execute(
                f"select {_COLUMNS} from upload where id = %s and log = %s and actor = %s",
                (id, log, actor),
            )
            row = db.fetchone()
        if row is None:
            raise Refusal("upload-unknown")
        return self._upload(row)

    def append(
        self, upload: Upload, offset: int, piece: bytes, told: str | None, record: Record
    ) -> Upload:
        """Take a piece in; with the last one the file is looked at, kept and recorded.

        `told` is the piece's SHA-256 by its sender. A piece may be empty, to have done again what
        was cut at the end. Raises `Refusal`: upload-offset (Upload-Offset says where to go on),
        upload-busy, upload-over, upload-too-long, digest-differs, file-refused, scanner-away,
        files-away; and what `record` does.
        """
        if upload.state == "done":
            return upload
        if upload.state != "receiving":
            raise Refusal("upload-over", upload.reason)
        if told is not None and told != hashlib.sha256(piece).hexdigest():
            raise Refusal("digest-differs")
        with self._alone(upload):
            upload = self.get(upload.id, upload.target.log, upload.actor)
            if upload.state == "done":
                return upload
            if offset != upload.offset:
                raise Refusal("upload-offset", headers={"Upload-Offset": str(upload.offset)})
            if offset + len(piece) > upload.file_size:
                raise Refusal("upload-too-long")
            if piece:
                self._write(self._place(upload.id), offset, piece)
                self._save(upload, touched_at=self._clock())
            if offset + len(piece) == upload.file_size:
                self._finish(upload, record)
        return self.get(upload.id, upload.target.log, upload.actor)

    def cancel(self, upload: Upload) -> Upload:
        """Give an upload up, if it is not whole."""
        if upload.state == "receiving":
            with self._alone(upload):
                self._end(upload, "cancelled", None, None)
        return self.get(upload.id, upload.target.log, upload.actor)

    def _finish(self, upload: Upload, record: Record) -> None:
        part = self._place(upload.id)
        try:
            if upload.sha256 is None:
                with _place():
                    upload = self._looked_at(upload, part)
            received = _received(upload)
            if part.exists():
                self._options.store.put(part, received.sha256)
            if self._options.store.size(received.sha256) != received.size:
                raise StoreAway(f"{received.sha256} is not there as it came")
        except NotTaken as refused:
            self._end(upload, "refused", refused.code, refused.detail)
            raise _refused(refused) from refused
        except (StoreAway, OSError) as error:
            raise _away(error) from error
        position = record(upload, received)
        self._save(upload, state="done", position=position, touched_at=self._clock())
        self._remove(upload.id)

    def _looked_at(self, upload: Upload, part: Path) -> Upload:
        sha256 = digest(part)
        if upload.expected not in (None, sha256):
            detail = "Mã băm của tệp nhận được khác mã băm đã báo; hãy gửi lại từ đầu."
            raise NotTaken("digest-differs", detail)
        found = checks.look(part, self._options.limits)
        if self._options.scanner:
            checks.scan(part, self._options.scanner)
        personal = found.personal or named_personal(upload.name)
        warnings = [PERSONAL] if personal else []
        self._save(upload, sha256=sha256, media_type=found.media_type, warnings=warnings)
        return self.get(upload.id, upload.target.log, upload.actor)

    def _write(self, place: Path, offset: int, piece: bytes) -> None:
        try:
            handle = os.open(place, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(handle, "wb") as part:
                part.seek(offset)
                try:
                    part.write(piece)
                    part.flush()
                    os.fsync(handle)
                except OSError:
                    os.truncate(place, offset)
                    raise
        except OSError as error:
            raise _away(error) from error

    @contextmanager
    def _alone(self, upload: Upload) -> Iterator[None]:
        """Let nobody else work on an upload meanwhile; raises `Refusal` (upload-busy)."""
        try:
            self._options.uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = self._place(upload.id + LOCK).open("w")
        except OSError as error:
            raise _away(error) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Refusal("upload-busy") from error
            yield

    def _end(self, upload: Upload, state: State, code: str | None, reason: str | None) -> None:
        self._save(upload, state=state, code=code, reason=reason, touched_at=self._clock())
        self._remove(upload.id)

    def _remove(self, id: str) -> None:
        for name in (id, id + LOCK):
            self._place(name).unlink(missing_ok=True)

    def _save(self, upload: Upload, **values: Any) -> None:
        changes = ", ".join(f"{name} = %s" for name in values)
        with self._db.transaction() as db:
            db.execute(f"update upload set {changes} where id = %s", [*values.values(), upload.id])

    def _clean(self) -> None:
        """Remove what nobody has sent on for too long, and pieces that belong to nothing."""
        before = self._clock() - self._options.keep
        with self._db.transaction() as db:
            db.execute("delete from upload where touched_at < %s returning id", (before,))
            for (id,) in db.fetchall():
                self._remove(str(id))
            db.execute("select id from upload where state = 'receiving'")
            known = {str(id) for (id,) in db.fetchall()}
        if self._options.uploads.is_dir():
            long_ago = before - timedelta(hours=1)
            for part in self._options.uploads.iterdir():
                if (
                    part.name.removesuffix(LOCK) not in known
                    and part.stat().st_mtime < long_ago.timestamp()
                ):
                    part.unlink(missing_ok=True)

    def _place(self, id: str) -> Path:
        return self._options.uploads / id

    def _upload(self, row: Sequence[Any]) -> Upload:
        id, log, service, stream, command, *rest = row
        known = Upload(id, Target(log, service, stream, command), *rest)
        try:
            offset = self._place(id).stat().st_size
        except FileNotFoundError:
            offset = 0
        if known.sha256 is not None or known.state == "done":
            offset = known.file_size
        return replace(known, warnings=tuple(known.warnings), offset=offset)


@contextmanager
def _place() -> Iterator[None]:
    """Hold one of few places; raises `Refusal` (upload-busy) where none is free: nobody waits."""
    if not _looking.acquire(blocking=False):
        raise Refusal("upload-busy", headers={"Retry-After": "5"})
    try:
        yield
    finally:
        _looking.release()


def _away(error: Exception) -> Refusal:
    _logger.warning("files_away", error=str(error))
    return Refusal("files-away")


def _received(upload: Upload) -> Received:
    assert upload.sha256 is not None
    assert upload.media_type is not None
    return Received(upload.sha256, upload.file_size, upload.media_type)


def _refused(refused: NotTaken) -> Refusal:
    return Refusal("file-refused", refused.detail, [FieldError("", refused.code, refused.detail)])
