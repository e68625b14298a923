"""Documents as they were made, kept under the hash of their data.

The second download is the same file, even after an upgrade of what makes it. A document that names
a person is not kept: forgetting the person would not reach it. Made again by the same version, it
has the same bytes.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

from libs.files.store import StoreAway
from libs.kernel import canonical
from libs.kernel.problems import Wire
from libs.log.database import Database
from services.documents.document import Form
from services.documents.making import Kind, Made, Maker
from services.gateway.files.settings import FileOptions

_logger = structlog.get_logger(__name__)


class MadeDocuments:
    """The documents of an installation: made once for the same data, kept where files are kept."""

    def __init__(
        self, db: Database, clock: Callable[[], datetime], files: FileOptions | None
    ) -> None:
        self._db = db
        self._clock = clock
        self._files = files
        self._maker = Maker()

    def get(self, form: Form, kind: Kind, data: Wire, named: bool, seconds: float) -> Made:
        """Return the document, made within `seconds` if it is not there; `named`: of persons.

        Raises as `Maker.make`.
        """
        if self._files is None or named:
            return self._maker.make(form, kind, data, seconds)
        data_sha256 = hashlib.sha256(canonical.encode(data)).hexdigest()
        kept = self._kept(form, kind, data_sha256)
        if kept is not None:
            return kept
        made = self._maker.make(form, kind, data, seconds)
        self._keep(form, kind, made)
        return self._kept(form, kind, data_sha256) or made

    def _kept(self, form: Form, kind: Kind, data_sha256: str) -> Made | None:
        assert self._files is not None
        with self._db.transaction() as db:
            db.execute(
                "select sha256 from made_document where form = %s and kind = %s"
                " and data_sha256 = %s",
                (form.folder, kind, data_sha256),
            )
            row = db.fetchone()
        if row is None:
            return None
        try:
            with self._files.store.open(row[0]) as pieces:
                return Made(b"".join(pieces), row[0], data_sha256)
        except (KeyError, StoreAway) as error:
            _logger.warning("document_not_there", sha256=row[0], error=repr(error))
            return None

    def _keep(self, form: Form, kind: Kind, made: Made) -> None:
        assert self._files is not None
        folder = self._files.uploads
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=folder)
            with os.fdopen(handle, "wb") as file:
                file.write(made.content)
            self._files.store.put(Path(name), made.sha256)
        except (OSError, StoreAway) as error:
            # It is answered all the same, and kept the next time.
            _logger.warning("document_not_kept", error=repr(error))
            return
        with self._db.transaction() as db:
            db.execute(
                "insert into made_document (form, kind, data_sha256, sha256, made_at)"
                " values (%s, %s, %s, %s, %s) on conflict do nothing",
                (form.folder, kind, made.data_sha256, made.sha256, self._clock()),
            )
