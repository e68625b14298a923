"""Attempts that wait at the same time share a call: alone while few wait, joined when many do."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock

from libs.log.entry import Answer, Attempt

CALLS = 4
"""How many calls are under way at most. So many callers go each alone, their flushes are shared as
it is; of more, those who come while all calls are under way are the next batch."""
MOST = 64
"""The most attempts of a batch."""


class Joined:
    """Lets the threads of a process append together.

    `together` appends attempts of one log one after the other, all in one transaction, and returns
    the answer to each, None for one that has to go alone; it raises nothing. `alone` appends one
    until an instant of the monotonic clock, or raises why not. Whatever keeps an attempt from
    being answered in a batch, it goes alone.
    """

    def __init__(
        self,
        alone: Callable[[Attempt, float], Answer],
        together: Callable[[Sequence[Attempt]], Sequence[Answer | None]],
    ) -> None:
        self._alone = alone
        self._together = together
        self._waiting: deque[_Caller] = deque()
        self._calls = 0
        self._lock = Lock()

    def append(self, attempt: Attempt, until: float) -> Answer:
        """Append; who was not taken into a batch by the instant `until` goes alone then."""
        caller = _Caller(attempt, until)
        self._come(caller)
        try:
            if caller.leads or self._is_to_lead(caller):
                self._lead(caller)
        finally:
            self._leave(caller)
        return caller.answer or self._alone(attempt, until)

    def _come(self, caller: "_Caller") -> None:
        with self._lock:
            if self._calls < CALLS:
                self._calls += 1
                caller.leads = True
            else:
                caller.waits = True
                caller.gate.acquire()
                self._waiting.append(caller)

    def _is_to_lead(self, caller: "_Caller") -> bool:
        """Wait; return whether the caller is to call, for itself and for who waits by then."""
        if not caller.gate.acquire(timeout=max(0.0, caller.until - time.monotonic())):
            with self._lock:
                if caller.waits:
                    return False
            caller.gate.acquire()
        return caller.leads

    def _lead(self, caller: "_Caller") -> None:
        others = self._companions(caller.attempt.log)
        if not others:
            caller.answer = self._alone(caller.attempt, caller.until)
            return
        batch = [caller, *others]
        try:
            answers = self._together([one.attempt for one in batch])
            for one, answer in zip(batch, answers, strict=True):
                one.answer = answer
        finally:
            for one in others:
                one.gate.release()

    def _companions(self, log: str) -> "list[_Caller]":
        """Take the next of those who wait out of the queue."""
        with self._lock:
            taken = [one for one in self._waiting if one.attempt.log == log][: MOST - 1]
            for one in taken:
                one.waits = False
            self._waiting = deque(one for one in self._waiting if one.waits)
        return taken

    def _leave(self, caller: "_Caller") -> None:
        with self._lock:
            if caller.waits:
                self._waiting.remove(caller)
            elif caller.leads and self._waiting:
                following = self._waiting.popleft()
                following.waits, following.leads = False, True
                following.gate.release()
            elif caller.leads:
                self._calls -= 1


class _Caller:
    """Who appends: waits in the queue, was taken into a batch, or leads one."""

    __slots__ = ("answer", "attempt", "gate", "leads", "until", "waits")

    def __init__(self, attempt: Attempt, until: float) -> None:
        self.attempt = attempt
        self.until = until
        self.waits = self.leads = False
        self.answer: Answer | None = None
        self.gate = Lock()
