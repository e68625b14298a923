"""The sealer: follows every log into its Merkle tree and has the signer sign a checkpoint of it.

One sealer is active: it holds an advisory lock, released with its connection; the others wait. What
it reads is flushed to disk before it goes into the tree, so that a crash cannot undo what was
signed. Tree and tiles move together; the signer remembers by itself what it signed last, and each
signed checkpoint is kept.
"""

import time
from collections.abc import Callable, Iterator
from threading import Event, Lock
from typing import Any, Protocol

import structlog

from libs.kernel.problems import Unavailable
from libs.log.database import INFRASTRUCTURE, Cursor, Database
from libs.log.entry import EventLog, leaf_hash
from libs.log.standby import Standby, active
from libs.proof import checkpoint, merkle
from libs.proof.checkpoint import Checkpoint
from libs.proof.merkle import HASH, WIDTH, ReadTile
from libs.proof.signed_notes import Verifier

LOCK = (19271, 1)
"""The advisory lock of the active sealer: namespace and number."""
BATCH = 2000
"""Entries that enter the tree in one transaction."""
INTERVAL = 1.0
"""Seconds between two looks at a log."""
LONGEST_PAUSE = 10.0

_logger = structlog.get_logger(__name__)


class Signs(Protocol):
    """The signer, near or far."""

    def vkey(self, origin: str) -> str:
        """Return the public key under the name `origin`."""

    def last(self, origin: str) -> str | None:
        """Return the last checkpoint signed for `origin`."""

    def sign(self, origin: str, old: int, size: int, root: bytes, proof: list[bytes]) -> str:
        """Return the signed checkpoint of `origin` at `size`."""


class Broken(Exception):
    """The log is not the one that was signed: rolled back, rewritten, or under another key.

    Nothing is signed until its lost entries are back, from a backup or a subscriber.
    """


class Seals:
    """What the sealer keeps, to be read by anybody; `db` need not search schema `seal`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def newest(self, log: str) -> Checkpoint | None:
        """Return the newest checkpoint of a log, None if it has none yet."""
        rows = self._rows(
            "select note from seal.checkpoint where log = %s order by size desc limit 1", log
        )
        return checkpoint.read(str(rows[0][0]).encode()) if rows else None

    def history(self, log: str, upto: int) -> Iterator[tuple[int, str]]:
        """Yield size and note of every checkpoint of at most `upto` entries, smallest first."""
        after = 0
        while True:
            rows = self._rows(
                "select size, note from seal.checkpoint where log = %s and size > %s"
                " and size <= %s order by size limit 1000",
                log,
                after,
                upto,
            )
            yield from ((int(size), str(note)) for size, note in rows)
            if not rows:
                return
            after = int(rows[-1][0])

    def vkey(self, log: str) -> Verifier | None:
        """Return the key that signs this log's checkpoints; its name is the log's origin."""
        rows = self._rows("select vkey from seal.tree where log = %s", log)
        return Verifier.parse(str(rows[0][0])) if rows else None

    def tile(self, log: str, level: int, index: int) -> bytes:
        """Return the hashes of a tile as far as it has grown, none if it does not exist."""
        rows = self._rows(
            "select hashes from seal.tile where log = %s and level = %s and index = %s",
            log,
            level,
            index,
        )
        return bytes(rows[0][0]) if rows else b""

    def size(self, log: str) -> int:
        """Return how many entries of a log are in its tree."""
        rows = self._rows("select size from seal.tree where log = %s", log)
        return int(rows[0][0]) if rows else 0

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._db.autocommit() as db:
            db.execute(statement, values)
            return db.fetchall()


class Sealer:
    """Seals every log of an installation; origins are `<domain>/tinh/<log>`.

    `db` logs in as kd_sealer. `seal` may be called beside `run`, also in another process.
    """

    def __init__(self, log: EventLog, db: Database, signer: Signs, domain: str) -> None:
        self.seals = Seals(db)
        self._log = log
        self._db = db
        self._signer = signer
        self._domain = domain
        self._lock = Lock()
        self._asked: set[str] = set()

    def seal(self, log: str) -> Checkpoint | None:
        """Bring one log to a signed checkpoint of all its entries; None if there was nothing new.

        Raises `Broken`, the signer's refusals, `Unavailable`, psycopg2's errors; after any of them
        it may be called again.
        """
        with self._lock:
            size = self._grow(log)
            newest = self.seals.newest(log)
            if not size or (log in self._asked and newest and newest.size == size):
                return None
            tiles: dict[merkle.Tile, bytes] = {}

            def read(level: int, index: int) -> bytes:
                if (level, index) not in tiles:
                    tiles[level, index] = self.seals.tile(log, level, index)
                return tiles[level, index]

            last = self._last(log, size, read)
            self._asked.add(log)
            if last is not None and last.size == size:
                return None
            return self._sign(log, last.size if last else 0, size, read)

    def run(self, stop: Event) -> None:
        """Seal, or stand by, until `stop` is set; whatever is away is waited for."""
        pause = 0.1
        while not stop.is_set():
            began = time.monotonic()
            try:
                with active(self._db, LOCK) as cursor:
                    _logger.info("sealer_active")
                    self._seal_all(cursor, stop)
            except Standby:
                pause = INTERVAL
            except (*INFRASTRUCTURE, Unavailable) as error:
                if time.monotonic() - began > LONGEST_PAUSE:
                    pause = 0.1
                _logger.warning("sealer_waits", seconds=pause, error=repr(error))
            except Exception:
                _logger.exception("sealer_failed", seconds=pause)
            stop.wait(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    def _seal_all(self, cursor: Cursor, stop: Event) -> None:
        """Seal every log each second; one that fails waits longer each time, alone."""
        retries: dict[str, tuple[float, float]] = {}
        while not stop.is_set():
            # Over the connection that holds the lock: if that is lost, another may be active.
            cursor.execute("select 1")
            for log in self._log.logs():
                due, pause = retries.get(log, (0.0, 0.5))
                if stop.is_set() or time.monotonic() < due:
                    continue
                try:
                    if sealed := self.seal(log):
                        _logger.info("log_sealed", log=log, size=sealed.size)
                    retries.pop(log, None)
                except INFRASTRUCTURE:
                    raise
                except Exception as error:
                    pause = min(LONGEST_PAUSE, pause * 2)
                    retries[log] = (time.monotonic() + pause, pause)
                    _logger.error("log_not_sealed", log=log, seconds=pause, error=repr(error))
            stop.wait(INTERVAL)

    def _grow(self, log: str) -> int:
        """Take the entries that `log` has now into its tree; return the tree's size.

        What is appended meanwhile waits: a log that never rests is sealed too.
        """
        size, head = self.seals.size(log), self._log.head(log)
        while size < head:
            entries = self._log.follow(log, size, min(BATCH, head - size))
            wanted = range(size + 1, size + 1 + max(1, len(entries)))
            if [entry.position for entry in entries] != list(wanted):
                raise Broken(f"log {log} has a gap after position {size}")
            # Before anything of it can leave: what was read may not be on disk yet.
            self._log.flush()
            if size == 0:
                self._plant(log)
            with self._db.transaction() as db:
                # Taken first: where two sealers meet, one waits here and finds the tree moved on.
                grown = size + len(entries)
                db.execute(
                    "update seal.tree set size = %s where log = %s and size = %s",
                    (grown, log, size),
                )
                if db.rowcount != 1:
                    raise _moved_on(log)
                partial = {tile: self._edge(db, log, tile, size) for tile in merkle.edge(size)}
                leaves = (leaf_hash(entry.raw) for entry in entries)
                for (level, index), hashes in merkle.grow(size, partial, leaves).items():
                    db.execute(
                        "insert into seal.tile (log, level, index, hashes) values (%s, %s, %s, %s)"
                        " on conflict (log, level, index) do update set hashes = excluded.hashes",
                        (log, level, index, hashes),
                    )
            size = grown
        return size

    def _plant(self, log: str) -> None:
        origin = checkpoint.origin(self._domain, log)
        vkey = self._signer.vkey(origin)
        with self._db.transaction() as db:
            db.execute(
                "insert into seal.tree (log, origin, vkey, size) values (%s, %s, %s, 0)"
                " on conflict (log) do nothing",
                (log, origin, vkey),
            )

    def _edge(self, db: Cursor, log: str, tile: merkle.Tile, size: int) -> bytes:
        level, index = tile
        db.execute(
            "select hashes from seal.tile where log = %s and level = %s and index = %s",
            (log, level, index),
        )
        row = db.fetchone()
        return b"" if row is None else bytes(row[0])

    def _last(self, log: str, size: int, read: ReadTile) -> Checkpoint | None:
        """Return the last signed checkpoint, kept by now; raises `Broken` if the log belies it."""
        key = self.seals.vkey(log)
        origin = checkpoint.origin(self._domain, log)
        if key is None or key.name != origin or str(key) != self._signer.vkey(origin):
            raise Broken(f"log {log} was begun under the key {key}, the signer has another")
        note = self._signer.last(origin)
        if note is None:
            return None
        last = checkpoint.verify(note.encode(), key)
        if last.size > size:
            # Another sealer may have grown and signed the tree since this one looked.
            if self.seals.size(log) >= last.size:
                raise _moved_on(log)
            raise Broken(f"log {log} has {size} entries, {last.size} were signed")
        if merkle.root(read, last.size) != last.root:
            raise Broken(f"the first {last.size} entries of log {log} are not those signed")
        self._keep(log, last, note)
        return last

    def _sign(self, log: str, old: int, size: int, read: ReadTile) -> Checkpoint:
        wanted = Checkpoint(checkpoint.origin(self._domain, log), size, merkle.root(read, size))
        proof = merkle.consistency(read, old, size)
        note = self._signer.sign(wanted.origin, old, size, wanted.root, proof)
        if checkpoint.read(note.encode()) != wanted:
            raise Broken(f"the signer signed something else for log {log}")
        self._keep(log, wanted, note)
        return wanted

    def _keep(self, log: str, signed: Checkpoint, note: str) -> None:
        with self._db.transaction() as db:
            db.execute(
                "insert into seal.checkpoint (log, size, note) values (%s, %s, %s)"
                " on conflict (log, size) do nothing",
                (log, signed.size, note),
            )


def _moved_on(log: str) -> Unavailable:
    return Unavailable("tree-moved-on", f"Cây của sổ {log} vừa được nối dài.")


def prefix(seals: Seals, log: str, size: int) -> Callable[[int, int], bytes]:
    """Return the tiles of a log as they were at `size` entries."""

    def read(level: int, index: int) -> bytes:
        width = max(0, min(WIDTH, (size >> 8 * level) - index * WIDTH))
        return seals.tile(log, level, index)[: width * HASH]

    return read
