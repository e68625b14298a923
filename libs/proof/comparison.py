"""Whether the rows of a log are those that were signed, asked from the signed root down to a row.

Nothing in the database is believed by itself, since whoever may change a row may change a tile too:
the root is the one that was signed, each tile stands under the one above it, each row under its
tile, and the columns by which services find a row are those that its bytes say.
"""

from collections.abc import Sequence
from functools import cache, partial
from typing import Any

import psycopg2

from libs.kernel import canonical
from libs.kernel.canonical import NotCanonical
from libs.log.database import Database
from libs.log.entry import FORMAT, Recorded, leaf_hash
from libs.proof import checkpoint, merkle
from libs.proof.checkpoint import Checkpoint
from libs.proof.merkle import HASH, WIDTH
from libs.proof.seals import Seals, prefix

BATCH = 2000
"""Rows that are compared at once."""
_ROWS = (
    "select e.position, e.stream, e.type, e.ver, e.raw, e.leaf, p.leaf from log.event e"
    " left join log.event p on p.log = e.log and p.stream = e.stream and p.ver = e.ver - 1"
    " where e.log = %s and e.position > %s and e.position <= %s order by e.position"
)
_ILL_FORMED = (
    "select from log.event e, json_populate_record(null::log.envelope, e.raw::json) as said"
    " where e.log = %s and e.position > %s and e.position <= %s"
    " and not log.well_formed(e.raw, said)"
    " limit 1"
)


class Broken(Exception):
    """The log is not the one that was signed: rolled back, rewritten, or under another key.

    `index` is the first entry known to differ, from 0; -1 where none is known; `said` what is told
    to callers. Nothing is signed until its lost entries are back, from a backup or a subscriber.
    """

    def __init__(self, detail: str, index: int = -1, said: str = "") -> None:
        super().__init__(detail)
        self.index = index
        self.said = said or "Sổ không phải là sổ đã ký."


class Comparison:
    """Compares what stands in the logs with what was signed; `db` may read schemas log and seal.

    Every method raises `Broken`, psycopg2's errors.
    """

    def __init__(self, db: Database) -> None:
        self.seals = Seals(db)
        self._db = db

    def head(self, log: str, sealed: int) -> int:
        """Return the last position; there are as many entries as were sealed, or more."""
        ((first, last),) = self._ask(
            "select min(position), max(position) from log.event where log = %s", log
        )
        if first is not None and first < 1:
            said = "Có mục đứng ngoài số thứ tự của sổ."
            raise Broken(f"log {log} has a row at position {first}", said=said)
        if (last or 0) < sealed:
            said = f"Sổ chỉ còn {last or 0} mục trong {sealed} mục đã ký."
            detail = f"log {log} has {last or 0} entries, {sealed} are in its tree"
            raise Broken(detail, last or 0, said)
        return int(last or 0)

    def rows(self, log: str, low: int, high: int, size: int) -> None:
        """Compare the entries `low` to `high - 1` with the tiles, and these with those above them.

        `size` entries are in the tree.
        """
        if low >= high:
            return
        tiles = range(low // WIDTH, (high - 1) // WIDTH + 1)
        sealed = b"".join(self.seals.tile(log, 0, index) for index in tiles)
        sealed = sealed[low % WIDTH * HASH :]
        found = {row[0]: row for row in self._ask(_ROWS, log, low, high)}
        for index in range(low, high):
            wanted, row = sealed[:HASH], found.get(index + 1)
            sealed = sealed[HASH:]
            if row is None:
                said = "Mục này đã ký và không còn trong cơ sở dữ liệu."
                raise Broken(f"log {log} lacks entry {index}, which was signed", index, said)
            if bytes(row[5]) != wanted or leaf_hash(row[4].encode()) != wanted:
                said = "Nội dung mục này khác với nội dung đã ký."
                detail = f"entry {index} of log {log} is not the one that was signed"
                raise Broken(detail, index, said)
            _check_columns(log, row)
        read = cache(partial(self.seals.tile, log))
        for index in tiles:
            if not merkle.stands(read, size, index):
                said = "Cây băm của sổ đã bị sửa."
                raise Broken(f"tile {index} of log {log} was changed", said=said)

    def new(self, log: str, entries: Sequence[Recorded]) -> None:
        """Look at entries that are to be signed: what no audit would take is not signed.

        Such rows were written past the append, or changed since.
        """
        low, high = entries[0].position - 1, entries[-1].position
        rows = self._ask(_ROWS, log, low, high)
        for entry, row in zip(entries, rows, strict=True):
            index, raw = entry.position - 1, row[4].encode()
            if raw != entry.raw or bytes(row[5]) != leaf_hash(raw):
                said = "Nội dung mục này khác với lúc được ghi."
                raise Broken(f"entry {index} of log {log} was changed unsealed", index, said)
            _check_columns(log, row)
            if not _follows(log, raw, None if row[6] is None else bytes(row[6]), row[3]):
                said = "Mục này không nối tiếp luồng của nó."
                raise Broken(f"entry {index} of log {log} does not follow", index, said)
        if not self._well_formed(log, low, high):
            index = next(i for i in range(low, high) if not self._well_formed(log, i, i + 1))
            said = "Mục này không có dạng mà sổ nhận."
            raise Broken(f"entry {index} of log {log} is ill-formed", index, said)

    def root(self, log: str, signed: Checkpoint) -> None:
        """Compare the tiles of a log with the root that was signed over them."""
        try:
            found = merkle.root(prefix(self.seals, log, signed.size), signed.size)
        except ValueError:
            found = b""
        if found != signed.root:
            raise Broken(f"the first {signed.size} entries of log {log} are not those signed")

    def whole(self, log: str) -> int:
        """Compare all of a log with every checkpoint of it; return how many entries those sign."""
        size = self.seals.size(log)
        self.head(log, size)
        for low in range(0, size, BATCH):
            self.rows(log, low, min(size, low + BATCH), size)
        newest, key = self.seals.newest(log), self.seals.vkey(log)
        if newest is None or key is None:
            return size
        if newest.size > size:
            raise Broken(f"log {log} has {size} entries in its tree, {newest.size} were signed")
        for _, note in self.seals.history(log, newest.size):
            self.root(log, checkpoint.verify(note.encode(), key))
        return size

    def _well_formed(self, log: str, low: int, high: int) -> bool:
        try:
            return not self._ask(_ILL_FORMED, log, low, high)
        except psycopg2.DataError:
            return False  # A day that is none.

    def _ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._db.autocommit() as db:
            db.execute(statement, values)
            return db.fetchall()


def _check_columns(log: str, row: tuple[Any, ...]) -> None:
    """Raise `Broken` unless stream, type and version of a row are those that its bytes end with."""
    position, stream, type, version, raw, *_ = row
    end = f'"stream":"{stream}","type":"{type}","v":{FORMAT},"ver":{version}}}'
    if not raw.endswith(end):
        said = "Mục này đứng ở luồng, loại hay phiên bản khác với nội dung của nó."
        detail = f"entry {position - 1} of log {log} stands in another place than its bytes say"
        raise Broken(detail, position - 1, said)


def _follows(log: str, raw: bytes, before: bytes | None, version: int) -> bool:
    """Return whether an entry's bytes are canonical, of this log, after the one before it."""
    try:
        value = canonical.decode(raw)
    except NotCanonical:
        return False
    previous = None if before is None else before.hex()
    return bool(
        isinstance(value, dict)
        and value.get("log") == log
        and value.get("prev") == previous
        and (before is None) == (version == 1)
    )
