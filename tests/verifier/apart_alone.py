"""An audit with a second process says what one process says, and nothing good if that one dies."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest

from libs.log.entry import Recorded, record
from services.cli.verify import Folder
from services.verifier import apart, audit, entries
from services.verifier.audit import ENTRIES, Report
from tests.verifier import platform
from tests.verifier.bundles import RAWS, forged
from tests.verifier.golden import FOLDER
from tests.verifier.story import Files, Memory, check, story, write

STORED = [
    {name: (path / name).read_bytes() for name in Folder(path).names()}
    for path in sorted(FOLDER.iterdir())
]


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Let every audit have a second process, with few entries at a time; give their ids."""
    fork, made = os.fork, []

    def forked() -> int:
        made.append(child := fork())
        return child

    monkeypatch.setattr(os, "fork", forked)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(apart, "LEAST", 0)
    monkeypatch.setattr(apart, "BLOCK", 7)
    yield made
    assert not multiprocessing.active_children()


def alone(files: Files) -> Report:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "cpu_count", lambda: 1)
        return check(files)


def tampered(files: Files) -> Iterator[Files]:
    """Yield the bundle, then as somebody left it who changed a byte here and a line there."""
    yield files
    lines = files[ENTRIES].splitlines(keepends=True)
    for at in (8, len(lines) - 1):
        yield {**files, ENTRIES: b"".join((*lines[:at], lines[at][:-2] + b"x\n", *lines[at + 1 :]))}
        yield {**files, ENTRIES: b"".join((*lines[:at], *lines[at + 1 :]))}
    yield {**files, ENTRIES: b"".join((*lines, lines[-1]))}
    yield {**files, ENTRIES: b"".join(lines)[:-1]}
    yield {name: content for name, content in files.items() if name != ENTRIES}


@pytest.mark.parametrize("files", STORED, ids=range(1, len(STORED) + 1))
def test_two_processes_find_what_one_finds(files: Files, together: list[int]) -> None:
    some = islice(tampered(files), None if files is STORED[0] else 3)
    reports = [(alone(each), check(each)) for each in some]
    assert len(together) == len(reports)
    assert all(one == two for one, two in reports)
    assert [one.ok for one, _ in reports] == [True] + [False] * (len(reports) - 1)


def test_what_is_found_first_is_said_whichever_process_finds_it(
    together: list[int], tmp_path: Path
) -> None:
    """Signed anew by whoever changed it: an act that no rule allows before, and after, an entry
    that is not well formed."""
    for act, form in ((40, 90), (90, 40), (61, 60), (60, 61)):
        steps = story()
        steps[act].by = ("u:khac", "director", "khac")
        raws = write(steps)
        raws[form] = raws[form].replace(b'"v":1', b'"v": 1')
        files = forged(tmp_path, raws)
        one, two = alone(files), check(files)
        assert not one.ok
        assert one == two, (act, form)


def test_states_put_away_are_what_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "AT_HAND", 1)
    for files in STORED:
        assert check(files).ok


class _Source(Memory):
    """A bundle, the entries of which do something to the process that reads them."""

    def __init__(self, files: Files, act: Callable[[], None]) -> None:
        super().__init__(files)
        self._act = act

    @contextmanager
    def open(self, name: str) -> Iterator[BytesIO]:
        with super().open(name) as file:
            if name == ENTRIES:
                act = self._act

                class Lines(BytesIO):
                    def readline(self, size: int | None = -1, /) -> bytes:
                        if self.tell() > 20_000:
                            act()
                        return super().readline(size)

                yield Lines(file.read())
            else:
                yield file


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _crashed() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # Its traceback is not this test's.
    raise ZeroDivisionError


def _unreadable() -> None:
    raise OSError(5, "Input/output error")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (_killed, "dừng giữa chừng (mã thoát -9)"),
        (_crashed, "dừng giữa chừng (mã thoát 1)"),
        (_unreadable, "không đọc được gói dữ liệu: Input/output error"),
    ],
)
def test_a_process_that_ends_early_is_no_acceptance(
    act: Callable[[], None], said: str, together: list[int]
) -> None:
    report = audit.audit(_Source(STORED[0], act), platform.RULES)
    assert together
    assert report.failure is not None
    assert said in report.failure


def test_where_there_is_no_second_process_one_does_all(
    monkeypatch: pytest.MonkeyPatch, together: list[int]
) -> None:
    def refused() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    assert check(STORED[0]).ok
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert check(STORED[0]).ok
    finally:
        stop.set()
        other.join()
    assert not together


def test_who_stops_listening_ends_the_other(together: list[int]) -> None:
    def forever() -> Iterator[Recorded]:
        while True:
            yield from (record("79", n, raw) for n, raw in enumerate(RAWS, 1))

    heard = apart.apart(forever(), 10)
    next(heard)
    heard.close()
    assert len(together) == 1


ENDLESS = """
import itertools, multiprocessing, signal
from libs.log.entry import record
from services.verifier import apart
signal.signal(signal.SIGINT, signal.default_int_handler)  # Whoever runs the tests may ignore it.
apart.os.cpu_count = lambda: 2
for each in apart.apart((record("79", n, b"x" * 900) for n in itertools.count(1)), 10**9):
    if each.position == 1:
        print(multiprocessing.active_children()[0].pid, flush=True)
"""


def test_an_interrupt_ends_both() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        child = int(running.stdout.readline())
        os.killpg(running.pid, signal.SIGINT)
        try:
            assert running.wait(timeout=60) != 0
        finally:
            running.kill()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
