"""The sealer: follows every log into its Merkle tree and has the signer sign a checkpoint of it.

One sealer is active: it holds an advisory lock, released with its connection; the others wait. What
it reads is flushed to disk before it goes into the tree, so that a crash cannot undo what was
signed. Tree and tiles move together; the signer remembers by itself what it signed last, and each
signed checkpoint is kept.

Before it signs, and each second, it compares what stands in the log with what it sealed: all of the
tail, and a window that moves through the rest; and what is sealed with what was signed last, which
it remembers beside the database. A log that differs is broken: nothing is signed, and the log
refuses every act, until `kiemdinh whole` has compared all of it and found it restored.
"""

import time
from secrets import randbelow
from threading import Event, Lock
from typing import Protocol

import structlog

from libs.kernel.problems import Unavailable
from libs.log.database import INFRASTRUCTURE, Cursor, Database
from libs.log.entry import EventLog, leaf_hash
from libs.log.standby import Standby, active
from libs.proof import checkpoint, merkle
from libs.proof.checkpoint import Checkpoint
from libs.proof.comparison import BATCH, Broken, Comparison
from libs.proof.merkle import ReadTile
from libs.proof.seals import Seals

LOCK = (19271, 1)
"""The advisory lock of the active sealer: namespace and number."""
INTERVAL = 1.0
"""Seconds between two looks at a log."""
LONGEST_PAUSE = 10.0
TAIL = 512
"""Sealed entries at the end that are compared again before anything is signed, and each second."""
WINDOW = 256
"""Sealed entries of the rest that are compared each second, more in a log of more than 20 million:
all of it once a day."""
A_DAY = 80_000
"""Rounds that surely fit into a day."""

_logger = structlog.get_logger(__name__)


class Signs(Protocol):
    """The signer, near or far."""

    def vkey(self, origin: str) -> str:
        """Return the public key under the name `origin`."""

    def last(self, origin: str) -> str | None:
        """Return the last checkpoint signed for `origin`."""

    def sign(self, origin: str, old: int, size: int, root: bytes, proof: list[bytes]) -> str:
        """Return the signed checkpoint of `origin` at `size`."""


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
        self._compared = Comparison(db)
        # What the signer signed last of each log, None of a log of which it signed nothing.
        self._known: dict[str, Checkpoint | None] = {}
        self._windows: dict[str, int] = {}

    def seal(self, log: str) -> Checkpoint | None:
        """Bring one log to a signed checkpoint of all its entries; None if there was nothing new.

        Raises `Broken`, after which the log refuses every act; the signer's refusals,
        `Unavailable`, psycopg2's errors; after any of them it may be called again.
        """
        try:
            return self._seal(log)
        except Broken as broken:
            self._breaks(log, broken)
            raise

    def _look(self, log: str) -> None:
        """Compare a window of what was sealed, another each time; raises `Broken`."""
        with self._lock:
            size = self.seals.size(log)
            # Begun anywhere: a sealer that is started often gets to the end too.
            low = self._windows.get(log, randbelow(size) if size else 0)
            low = 0 if low >= size else low
            high = min(size, low + max(WINDOW, size // A_DAY))
            self._compared.rows(log, low, high, size)
            self._windows[log] = high

    def _seal(self, log: str) -> Checkpoint | None:
        with self._lock:
            sealed = self.seals.size(log)
            head = self._compared.head(log, sealed)
            self._compared.rows(log, max(0, sealed - TAIL), sealed, sealed)
            asked, known = log in self._known, self._known.get(log)
            if known is not None:
                if known.size > sealed:
                    raise _rolled_back(log, sealed, known.size)
                self._compared.root(log, known)
            size = self._grow(log, sealed, head)
            newest = self.seals.newest(log)
            if asked and newest == known and size == (known.size if known else 0):
                return None
            tiles: dict[merkle.Tile, bytes] = {}

            def read(level: int, index: int) -> bytes:
                if (level, index) not in tiles:
                    tiles[level, index] = self.seals.tile(log, level, index)
                return tiles[level, index]

            kept = max(newest, known, key=lambda one: one.size if one else 0)
            last = self._known[log] = self._last(log, size, kept)
            if not size or (last is not None and last.size == size):
                return None
            signed = self._sign(log, last.size if last else 0, size, read)
            self._known[log] = signed
            return signed

    def run(self, stop: Event) -> None:
        """Seal, or stand by, until `stop` is set; whatever is away is waited for."""
        pause = 0.1
        while not stop.is_set():
            began = time.monotonic()
            try:
                with active(self._db, LOCK) as cursor:
                    _logger.info("sealer_active")
                    # Another may have signed since this one was.
                    self._known.clear()
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
            used = {*self._log.logs(), *self.seals.logs()}
            # Also those of which nothing is left: the signer remembers them.
            lost = {log for log, known in self._known.items() if known is not None}
            for log in sorted(used | lost | (self._founded() - self._known.keys())):
                due, pause = retries.get(log, (0.0, 0.5))
                if stop.is_set() or time.monotonic() < due:
                    continue
                try:
                    if sealed := self.seal(log):
                        _logger.info("log_sealed", log=log, size=sealed.size)
                    self._watch(log)
                    retries.pop(log, None)
                except INFRASTRUCTURE:
                    raise
                except Exception as error:
                    if isinstance(error, Unavailable) and log not in used:
                        continue
                    pause = min(LONGEST_PAUSE, pause * 2)
                    retries[log] = (time.monotonic() + pause, pause)
                    _logger.error("log_not_sealed", log=log, seconds=pause, error=repr(error))
            stop.wait(INTERVAL)

    def _founded(self) -> set[str]:
        with self._db.autocommit() as db:
            db.execute("select log from log.founded")
            return {str(log) for (log,) in db.fetchall()}

    def _watch(self, log: str) -> None:
        try:
            self._look(log)
        except Broken as broken:
            self._breaks(log, broken)
            raise

    def _breaks(self, log: str, broken: Broken) -> None:
        """Let the log refuse every act from now on."""
        with self._db.autocommit() as db:
            db.execute("select log.breaks(%s, %s, %s)", (log, broken.index, broken.said))

    def _grow(self, log: str, size: int, head: int) -> int:
        """Take the entries up to `head` into the tree of `size`; return the tree's size.

        What is appended meanwhile waits: a log that never rests is sealed too.
        """
        while size < head:
            entries = self._log.follow(log, size, min(BATCH, head - size))
            wanted = range(size + 1, size + 1 + max(1, len(entries)))
            if [entry.position for entry in entries] != list(wanted):
                said = "Một mục đã mất trước khi được ký."
                raise Broken(f"log {log} has a gap after position {size}", size, said)
            self._compared.new(log, entries)
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
                try:
                    grown_tiles = merkle.grow(size, partial, leaves)
                except ValueError as error:
                    raise Broken(f"the tiles of log {log} do not fit: {error}") from error
                for (level, index), hashes in grown_tiles.items():
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

    def _last(self, log: str, size: int, newest: Checkpoint | None) -> Checkpoint | None:
        """Return the last signed checkpoint, kept by now; raises `Broken` if the log belies it.

        `newest` is one that was kept before the signer is asked: it remembers that, or more.
        """
        key = self.seals.vkey(log)
        origin = checkpoint.origin(self._domain, log)
        if key is None and not size:
            if (lost := self._signer.last(origin)) is None:
                return None
            raise _rolled_back(log, 0, checkpoint.read(lost.encode()).size)
        if key is None or key.name != origin or str(key) != self._signer.vkey(origin):
            raise Broken(f"log {log} was begun under the key {key}, the signer has another")
        note = self._signer.last(origin)
        last = None if note is None else checkpoint.verify(note.encode(), key)
        if newest is not None and (last is None or last.size < newest.size):
            remembered = last.size if last else 0
            detail = f"the signer remembers {remembered} entries of log {log}"
            said = "Bộ nhớ của bộ ký cũ hơn những gì nó đã ký."
            raise Broken(f"{detail}, it signed {newest.size}", said=said)
        if note is None or last is None:
            return None
        if last.size > size:
            # Another sealer may have grown and signed the tree since this one looked.
            if self.seals.size(log) >= last.size:
                raise _moved_on(log)
            raise _rolled_back(log, size, last.size)
        self._compared.root(log, last)
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


def _rolled_back(log: str, size: int, signed: int) -> Broken:
    said = f"Sổ chỉ có {size} mục, đã ký {signed} mục."
    return Broken(f"log {log} has {size} entries, {signed} were signed", size, said)


def _moved_on(log: str) -> Unavailable:
    return Unavailable("tree-moved-on", f"Cây của sổ {log} vừa được nối dài.")
