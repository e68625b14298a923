"""Files on their way in, by their parts: what a crash leaves, what time removes."""

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from libs.files.folder import FolderStore
from libs.files.inspection import Found
from libs.files.received import Received
from services.gateway.files import checks
from services.gateway.files.settings import FileOptions
from services.gateway.files.uploads import LOOKED_AT, Target, Upload, Uploads
from services.gateway.problems import Refusal
from tests.gateway.installation import Installation

pytestmark = pytest.mark.e2e

RAW = "Biên bản họp hội đồng\n".encode() * 1000
SHA256 = hashlib.sha256(RAW).hexdigest()
TARGET = Target("79", "assessment", "evidence-m1", "ReceiveFile")
ME = ("u:lan", "request-1")
KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from libs.files.folder import FolderStore
from libs.log.database import Database
from services.gateway.files import uploads as files
from services.gateway.files.settings import FileOptions

def die(*_, **__):
    os.kill(os.getpid(), 9)

where, dsn, folder, id = sys.argv[1:]
kept = files.Uploads(
    Database(dsn, "gateway"), lambda: datetime.now(UTC),
    FileOptions(FolderStore(Path(folder) / "store"), Path(folder) / "uploads"),
)
record = lambda *_: 7
if where == "before_the_piece_is_noted":
    files.Uploads._save = die
elif where == "before_it_is_kept":
    FolderStore.put = die
elif where == "after_it_is_kept":
    FolderStore.size = die
elif where == "before_it_is_recorded":
    record = die
elif where == "after_it_is_recorded":
    def record(*_):
        files.Uploads._save = die
        return 7
known = kept.get(id, "79", "u:lan")
kept.append(known, known.offset, sys.stdin.buffer.read(), None, record)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def uploads(at: Installation, folder: Path) -> Uploads:
    """Return the uploads of an installation."""
    options = FileOptions(FolderStore(folder / "store"), folder / "uploads")
    return Uploads(at.db, at.clock, options)


def position(upload: Upload, received: Received) -> int:
    """Record a file as well as a test can."""
    assert received == Received(SHA256, len(RAW), "text/plain")
    return 7


@pytest.mark.parametrize(
    "where",
    [
        "before_the_piece_is_noted",
        "before_it_is_kept",
        "after_it_is_kept",
        "before_it_is_recorded",
        "after_it_is_recorded",
    ],
)
def test_what_came_survives_kill_9_wherever_it_strikes(
    at: Installation, folder: Path, where: str
) -> None:
    kept = uploads(at, folder)
    known = kept.begin(TARGET, "Biên bản.txt", len(RAW), None, *ME)
    first = kept.append(known, 0, RAW[:5000], None, position)
    assert first.offset == 5000
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, where, at.admin, str(folder), known.id],
        input=RAW[5000:],
        cwd=os.getcwd(),
        check=False,
        capture_output=True,
        timeout=120,
    )
    assert ran.returncode == -9, ran.stderr.decode()
    after = kept.get(known.id, "79", "u:lan")
    assert (after.state, after.offset) == ("receiving", len(RAW))
    done = kept.append(after, after.offset, b"", None, position)
    assert (done.state, done.sha256, done.position) == ("done", SHA256, 7)
    with FolderStore(folder / "store").open(SHA256) as pieces:
        assert b"".join(pieces) == RAW
    assert list((folder / "uploads").iterdir()) == []


def test_what_nobody_sends_on_is_removed_after_a_time(at: Installation, folder: Path) -> None:
    kept = uploads(at, folder)
    left = kept.begin(TARGET, "a.txt", len(RAW), None, *ME)
    kept.append(left, 0, RAW[:100], None, position)
    stray = folder / "uploads" / "stray"
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    at.clock.pass_(hours=47)
    kept.begin(TARGET, "b.txt", 10, None, "u:lan", "request-2")
    assert kept.get(left.id, "79", "u:lan").offset == 100
    assert not stray.exists()
    at.clock.pass_(hours=2)
    kept.begin(TARGET, "c.txt", 10, None, "u:lan", "request-3")
    with pytest.raises(Refusal, match="upload-unknown"):
        kept.get(left.id, "79", "u:lan")
    assert not (folder / "uploads" / left.id).exists()


def test_two_pieces_of_one_file_do_not_come_at_once(at: Installation, folder: Path) -> None:
    kept = uploads(at, folder)
    known = kept.begin(TARGET, "a.txt", len(RAW), None, *ME)

    def meanwhile(upload: Upload, received: Received) -> int:
        with pytest.raises(Refusal, match="upload-busy"):
            kept.append(upload, 0, b"x", None, position)
        return 7

    assert kept.append(known, 0, RAW, None, meanwhile).state == "done"


def test_few_files_are_looked_at_and_nobody_else_waits(
    at: Installation, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = uploads(at, folder)
    entered, leave = threading.Semaphore(0), threading.Event()

    def look(*_: object) -> Found:
        entered.release()
        leave.wait(10)
        return Found("text/plain")

    monkeypatch.setattr(checks, "look", look)
    begun = [
        kept.begin(TARGET, "a.txt", len(RAW), None, "u:lan", f"request-{n}")
        for n in range(LOOKED_AT + 1)
    ]
    threads = [
        threading.Thread(target=kept.append, args=(each, 0, RAW, None, position))
        for each in begun[1:]
    ]
    for thread in threads:
        thread.start()
    assert all(entered.acquire(timeout=10) for _ in threads)
    with pytest.raises(Refusal, match="upload-busy"):
        kept.append(begun[0], 0, RAW, None, position)
    leave.set()
    for thread in threads:
        thread.join(10)
    assert kept.append(begun[0], len(RAW), b"", None, position).state == "done", "what came stays"


def test_a_gateway_without_a_place_for_files_says_so(at: Installation) -> None:
    browser = at.member("lan")
    answer = browser.get("/v1/79/uploads/5f0c2a")
    assert (answer.status_code, answer.json["code"]) == (503, "files-not-set-up")
