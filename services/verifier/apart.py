"""A stream of checked entries out of a second process: half of an audit's work beside the other.

The second process reads and hashes, and hands over the very bytes that it has checked: nothing is
read twice that could be another thing the second time. It is a fork, so that it needs no more than
what it changes.
"""

import os
import signal
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

from libs.log.entry import Recorded
from services.verifier.form import Failure

LEAST = 2_000
"""For fewer entries a second process takes longer than it saves."""
BLOCK = 500
"""How many entries are handed over at a time."""
DIED = "việc đọc và kiểm tra dạng của các mục đã dừng giữa chừng (mã thoát {})"


def apart(entries: Iterator[Recorded], count: int) -> Generator[Recorded, None, None]:
    """Yield what `entries` yields, the same to the last letter, made in a second process.

    What ends it ends this: `Failure` and OSError are raised here, after the entries before them;
    `Failure`, too, if the process died. Where a second one would not help (a short log, one
    processor) or cannot be had (threads run, the system allows no fork), it is made in this one.
    """
    if count < LEAST or (os.cpu_count() or 1) < 2 or threading.active_count() > 1:
        yield from entries
        return
    try:
        context = get_context("fork")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_tell, args=(entries, here, there), daemon=True)
        process.start()
    except (OSError, ValueError):
        yield from entries
        return
    there.close()
    try:
        while (told := _next(here)) is not None:
            yield from told
        process.join()
        if process.exitcode:
            raise Failure(DIED.format(process.exitcode))
    except EOFError:
        process.join()
        raise Failure(DIED.format(process.exitcode)) from None
    finally:
        process.kill()
        process.join()
        here.close()


def _next(pipe: Connection) -> list[Recorded] | None:
    """Return the next entries, None at the end; raises what the other process met, or EOFError."""
    told = pipe.recv()
    if isinstance(told, Exception):
        raise told
    return None if told is None else [Recorded(*each) for each in told]


def _tell(entries: Iterator[Recorded], theirs: Connection, pipe: Connection) -> None:
    """Hand over all entries, then why there are no more. Whoever listens ends this, not the keys.

    Once nobody listens any more there is nothing to be done.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    theirs.close()
    with suppress(BrokenPipeError):
        block: list[tuple[str, int, bytes, bytes]] = []
        end: Exception | None = None
        try:
            for each in entries:
                block.append((each.log, each.position, each.raw, each.leaf))
                if len(block) == BLOCK:
                    pipe.send(block)
                    block.clear()
        except (Failure, OSError) as error:
            end = error
        pipe.send(block)
        pipe.send(end)
