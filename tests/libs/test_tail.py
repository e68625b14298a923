"""The newest entries of a log are read once for all who follow it; none that may yet be lost."""

import threading
from collections.abc import Sequence

import pytest

from libs.log.entry import Recorded
from libs.log.memory import MemoryLog
from libs.log.tail import KEPT, LOOKED, Tail
from tests.messaging import LOG, notes


class Counted(MemoryLog):
    """A log that counts how often it is read, and flushed."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[tuple[int, int]] = []
        self.flushes = 0

    def follow(self, log: str, after: int, limit: int = 500) -> Sequence[Recorded]:
        self.reads.append((after, limit))
        return super().follow(log, after, limit)

    def flush(self) -> None:
        self.flushes += 1


@pytest.fixture
def log() -> Counted:
    made = Counted()
    notes(made, 10)
    return made


def positions(page: Sequence[Recorded]) -> list[int]:
    return [entry.position for entry in page]


def test_several_followers_share_one_read(log: Counted) -> None:
    tail = Tail(log)
    pages = [tail.page(LOG, 0, 10, limit) for limit in (200, 4, 200)]
    assert [positions(page) for page in pages] == [[*range(1, 11)], [1, 2, 3, 4], [*range(1, 11)]]
    assert positions(tail.page(LOG, 7, 10, 200)) == [8, 9, 10]
    assert len(log.reads) == 1
    assert pages[0][0] is pages[1][0]
    notes(log, 1)
    assert positions(tail.page(LOG, 10, 11, 200)) == [11]
    assert positions(tail.page(LOG, 9, 11, 200)) == [10, 11]
    assert len(log.reads) == 2


def test_those_who_ask_at_once_share_one_read_too(log: Counted) -> None:
    tail, found = Tail(log), []
    go = threading.Barrier(6)

    def ask() -> None:
        go.wait()
        found.append(positions(tail.page(LOG, 0, 10, 200)))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [[*range(1, 11)]] * 6
    assert len(log.reads) == 1


def test_nothing_beyond_what_is_on_disk_is_given_or_kept(log: Counted) -> None:
    tail = Tail(log)
    assert positions(tail.page(LOG, 0, 4, 200)) == [1, 2, 3, 4]
    assert log.reads == [(0, 4)]
    assert positions(tail.page(LOG, 2, 6, 200)) == [3, 4, 5, 6]


def test_who_is_far_behind_reads_for_himself_and_others_keep_the_newest(log: Counted) -> None:
    notes(log, KEPT)
    tail = Tail(log)
    tail.page(LOG, KEPT, KEPT + 10, 200)
    assert positions(tail.page(LOG, 0, KEPT + 10, 3)) == [1, 2, 3]
    assert positions(tail.page(LOG, KEPT + 5, KEPT + 10, 200)) == [*range(KEPT + 6, KEPT + 11)]
    assert log.reads == [(KEPT, 10), (0, 3)]


def test_the_heads_are_on_disk_and_looked_at_once_for_all(
    log: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    tail = Tail(log)
    assert [tail.heads(), tail.heads()] == [{LOG: 10}] * 2
    assert log.flushes == 1
    notes(log, 1)
    assert tail.heads() == {LOG: 10}
    assert tail.heads(newest=True) == {LOG: 11}
    assert log.flushes == 2
    assert LOOKED < 1
    assert tail.heads(newest=True) == {LOG: 11}
    assert log.flushes == 2, "what stands still is on disk already"


def test_what_is_forgotten_is_read_again(log: Counted) -> None:
    tail = Tail(log)
    tail.page(LOG, 0, 10, 200)
    tail.forget()
    tail.page(LOG, 0, 10, 200)
    assert len(log.reads) == 2
