"""Every store of files behaves the same, be it a folder or a bucket of an S3 server."""

import hashlib
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.files.folder import FolderStore
from libs.files.s3 import Bucket, S3Store
from libs.files.store import PIECE, Store, StoreAway, digest
from tests.s3_server import S3Server

RAW = "Biên bản họp hội đồng".encode() * 1000
SHA256 = hashlib.sha256(RAW).hexdigest()
ABSENT = "0" * 64


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with S3Server() as server:
        yield server


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    server: S3Server = request.getfixturevalue("s3")
    return S3Store(server.bucket())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(RAW)
    return path


def content(store: Store, sha256: str, start: int = 0, length: int | None = None) -> bytes:
    """Return what is kept under a hash."""
    with store.open(sha256, start, length) as pieces:
        return b"".join(pieces)


def test_what_is_kept_is_given_back_and_its_source_is_gone(store: Store, source: Path) -> None:
    assert store.size(SHA256) is None
    assert digest(source) == SHA256
    store.put(source, SHA256)
    assert (store.size(SHA256), content(store, SHA256)) == (len(RAW), RAW)
    assert not source.exists()


def test_any_part_of_a_file_can_be_read(store: Store, source: Path) -> None:
    store.put(source, SHA256)
    for start, length in ((0, 10), (7, 100), (len(RAW) - 5, 5), (len(RAW) - 5, None), (3, 0)):
        end = None if length is None else start + length
        assert content(store, SHA256, start, length) == RAW[start:end]


def test_what_is_kept_stays_as_it_is(store: Store, source: Path) -> None:
    store.put(source, SHA256)
    source.write_bytes(b"x" * len(RAW))
    store.put(source, SHA256)
    assert content(store, SHA256) == RAW
    assert not source.exists()


def test_nothing_is_given_for_what_is_not_kept(store: Store) -> None:
    assert store.size(ABSENT) is None
    with pytest.raises(KeyError), store.open(ABSENT):
        pass


def test_the_same_file_may_come_many_times_at_once(store: Store, tmp_path: Path) -> None:
    sources = [tmp_path / f"s{n}" for n in range(4)]
    for each in sources:
        each.write_bytes(RAW)

    def put(path: Path) -> None:
        # A store that is away for a moment is asked again, as whoever uploads would.
        for _ in range(20):
            try:
                return store.put(path, SHA256)
            except StoreAway:
                time.sleep(0.1)
        store.put(path, SHA256)

    threads = [threading.Thread(target=put, args=(each,)) for each in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert content(store, SHA256) == RAW
    assert not any(each.exists() for each in sources)


def test_putting_again_after_a_cut_is_no_fault(store: Store, source: Path) -> None:
    store.put(source, SHA256)
    store.put(source, SHA256)
    assert store.size(SHA256) == len(RAW)


def test_a_store_that_can_be_written_says_so(store: Store) -> None:
    store.check()
    store.check()


def test_a_large_file_comes_and_goes_in_pieces(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "large"
    made = hashlib.sha256()
    piece = os.urandom(PIECE)
    with path.open("wb") as file:
        for _ in range(40):
            made.update(piece)
            file.write(piece)
    sha256 = made.hexdigest()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    store.put(path, sha256)
    read = hashlib.sha256()
    with store.open(sha256) as pieces:
        for each in pieces:
            assert len(each) <= PIECE
            read.update(each)
    assert read.hexdigest() == sha256
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 64 * 1024, f"{grown} KiB more for 40 MB"


# A folder alone


def test_a_folder_lets_nobody_write_what_it_keeps(source: Path, tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    store.put(source, SHA256)
    place = tmp_path / "files" / SHA256[:2] / SHA256[2:4] / SHA256
    assert place.stat().st_mode & 0o777 == 0o400
    assert place.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_takes_files_from_another_file_system(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", link)
    store = FolderStore(tmp_path / "files")
    store.put(source, SHA256)
    assert content(store, SHA256) == RAW
    assert not source.exists()
    assert list((tmp_path / "files" / "new").iterdir()) == []


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, source: Path) -> None:
    (tmp_path / "files").write_text("a file and no folder")
    store = FolderStore(tmp_path / "files")
    with pytest.raises(StoreAway):
        store.check()
    with pytest.raises(StoreAway):
        store.put(source, SHA256)
    assert source.exists()


def test_a_file_is_whole_or_not_there_when_its_process_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, os\n"
        "from pathlib import Path\n"
        "from libs.files import folder\n"
        "at = Path(sys.argv[1])\n"
        "(at / 'source').write_bytes(b'whole' * 100_000)\n"
        "folder._sync = lambda _: os.kill(os.getpid(), 9)\n"
        "(at / 'files' / 'ab' / 'ab').mkdir(parents=True)\n"
        "folder.FolderStore(at / 'files').put(at / 'source', 'ab' * 32)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], check=False, timeout=60, cwd=os.getcwd()
    )
    assert ran.returncode == -9
    kept = FolderStore(tmp_path / "files").size("ab" * 32)
    assert kept in (None, 500_000)
    assert (tmp_path / "source").stat().st_size == 500_000


# An S3 server alone


def test_a_bucket_that_is_not_there_or_does_not_answer_says_so(s3: S3Server, source: Path) -> None:
    other = Bucket(s3.url, "no-such-bucket", "a", "b")
    gone = Bucket("http://127.0.0.1:9", "any", "a", "b")
    for bucket in (other, gone):
        with pytest.raises(StoreAway):
            S3Store(bucket).check()
        with pytest.raises(StoreAway):
            S3Store(bucket).put(source, SHA256)
    assert source.exists()
