"""A deadline for a call as a whole, which no timeout of a socket is, and a body that ends."""

import math
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar

from requests import Response

T = TypeVar("T")


class Endless(Exception):
    """A body that is longer, or comes later, than its reader waits for."""


def body_of(streamed: Response, most: int, until: float = math.inf) -> bytes:
    """Return the body of an answer that is read as it comes.

    Raises `Endless` beyond `most` bytes, or once `until` (of `time.monotonic`) has passed.
    """
    body = bytearray()
    # Not `iter_content`: it waits until it has so many bytes, however slowly they come.
    while piece := streamed.raw.read1(16_384, decode_content=True):
        body += piece
        if len(body) > most or time.monotonic() > until:
            raise Endless
    return bytes(body)


class Deadline:
    """Lets work take so many seconds, at most `at_once` of it at the same time.

    A timeout of requests limits each read: whoever sends a header line a second, or a byte of one,
    holds a call for ever. So the work runs in a thread of its own, and its caller goes on without.
    """

    def __init__(self, seconds: float, at_once: int) -> None:
        self._seconds = seconds
        self._places = threading.BoundedSemaphore(at_once)

    def within(self, work: Callable[[], T]) -> T:
        """Return what `work` does, or raise what it raises; `TimeoutError` at the deadline, and at
        once where work that came late holds every place."""
        if not self._places.acquire(blocking=False):
            raise TimeoutError
        done: SimpleQueue[tuple[T, None] | tuple[None, BaseException]] = SimpleQueue()

        def run() -> None:
            try:
                done.put((work(), None))
            except BaseException as error:
                done.put((None, error))
            finally:
                self._places.release()

        # A daemon: it holds up no process that ends.
        threading.Thread(target=run, name="deadline", daemon=True).start()
        try:
            found, error = done.get(timeout=self._seconds)
        except Empty:
            raise TimeoutError from None
        if error is not None:
            raise error
        return found  # type: ignore[return-value]
