"""A store that is a folder: `ab/cd/abcd…`, each file written once, then only read."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from libs.files.store import PIECE, StoreAway

NEW = "new"
"""Where what comes from another file system is written before it has its place."""


class FolderStore:
    """The store in `folder`, which is made if it is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, source: Path, sha256: str) -> None:
        """Keep the bytes of `source`; see `Store`."""
        place = self._place(sha256)
        try:
            self._make(place.parent)
            if not place.exists():
                self._link(source, place)
            source.unlink(missing_ok=True)
        except OSError as error:
            raise StoreAway(f"{place}: {error.strerror}") from error

    def size(self, sha256: str) -> int | None:
        """Return how many bytes are kept under a hash, None for none."""
        try:
            return self._place(sha256).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreAway(str(error)) from error

    @contextmanager
    def open(
        self, sha256: str, start: int = 0, length: int | None = None
    ) -> Iterator[Iterator[bytes]]:
        """Give the bytes piece by piece; see `Store`."""
        try:
            file = self._place(sha256).open("rb")
        except FileNotFoundError:
            raise KeyError(sha256) from None
        except OSError as error:
            raise StoreAway(str(error)) from error
        with file:
            file.seek(start)
            left = length if length is not None else os.fstat(file.fileno()).st_size
            yield _Part(file, left)

    def check(self) -> None:
        """Return if files could be kept now: one is written, and taken away again."""
        probe = self._folder / NEW / uuid.uuid4().hex
        try:
            self._make(probe.parent)
            probe.write_bytes(b"?")
            probe.unlink()
        except OSError as error:
            raise StoreAway(str(error)) from error

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def _make(self, folder: Path) -> None:
        """Make a folder so that it survives a loss of power, as its parents do."""
        if folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)

    def _link(self, source: Path, place: Path) -> None:
        with source.open("rb") as file:
            os.fsync(file.fileno())
        source.chmod(0o400)
        # A link, unlike a renaming, never takes the place of a file that is there.
        with suppress(FileExistsError):
            try:
                os.link(source, place)
            except OSError as error:
                if isinstance(error, FileExistsError):
                    raise
                self._copy(source, place)
        _sync(place.parent)

    def _copy(self, source: Path, place: Path) -> None:
        """Keep what lies on another file system, or on one that knows no links."""
        new = self._folder / NEW / uuid.uuid4().hex
        self._make(new.parent)
        try:
            with source.open("rb") as taken, new.open("xb") as made:
                shutil.copyfileobj(taken, made, PIECE)
                made.flush()
                os.fsync(made.fileno())
            new.chmod(0o400)
            new.replace(place)
        finally:
            new.unlink(missing_ok=True)


class _Part(Iterator[bytes]):
    """The pieces of a file from where it stands, and the `file` itself for who sends it as one."""

    def __init__(self, file: BinaryIO, left: int) -> None:
        self.file = file
        self._left = left

    def __next__(self) -> bytes:
        piece = self.file.read(min(PIECE, self._left)) if self._left > 0 else b""
        if not piece:
            raise StopIteration
        self._left -= len(piece)
        return piece


def _sync(folder: Path) -> None:
    """Let a folder's names survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
