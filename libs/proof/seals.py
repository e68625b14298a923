"""What the sealer keeps of each log: its tree, the tree's tiles, every signed checkpoint."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from libs.log.database import Database
from libs.proof import checkpoint
from libs.proof.checkpoint import Checkpoint
from libs.proof.merkle import HASH, WIDTH
from libs.proof.signed_notes import Verifier


class Seals:
    """What the sealer keeps, to be read by anybody; `db` need not search schema `seal`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def newest(self, log: str) -> Checkpoint | None:
        """Return the newest checkpoint of a log, None if it has none yet."""
        found = self.newest_note(log)
        return checkpoint.read(found[1].encode()) if found else None

    def newest_note(self, log: str) -> tuple[int, str] | None:
        """Return size and note of the newest checkpoint, None if there is none yet."""
        rows = self._rows(
            "select size, note from seal.checkpoint where log = %s order by size desc limit 1", log
        )
        return (int(rows[0][0]), str(rows[0][1])) if rows else None

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

    def logs(self) -> list[str]:
        """Return the logs that were sealed."""
        return [str(log) for (log,) in self._rows("select log from seal.tree order by log")]

    def size(self, log: str) -> int:
        """Return how many entries of a log are in its tree."""
        rows = self._rows("select size from seal.tree where log = %s", log)
        return int(rows[0][0]) if rows else 0

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._db.autocommit() as db:
            db.execute(statement, values)
            return db.fetchall()


class _Tiles(Protocol):
    def tile(self, log: str, level: int, index: int) -> bytes:
        """Return the hashes of a tile."""


def prefix(seals: _Tiles, log: str, size: int) -> Callable[[int, int], bytes]:
    """Return the tiles of a log as they were at `size` entries."""

    def read(level: int, index: int) -> bytes:
        width = max(0, min(WIDTH, (size >> 8 * level) - index * WIDTH))
        return seals.tile(log, level, index)[: width * HASH]

    return read
