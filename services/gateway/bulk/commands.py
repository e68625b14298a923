"""Many commands, each one decided, appended and answered by itself, several at the same time."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from libs.engine.commands import Context
from libs.kernel.problems import Problem, Unavailable, Wire
from libs.log.database import INFRASTRUCTURE, away
from services.gateway.gateway import Gateway

AT_ONCE = 8
"""How many commands are under way at the same time: the flush of one log serves them all."""


@dataclass(frozen=True, slots=True)
class Order:
    """A command to carry out. `expected` is the stream's version, None whatever it is."""

    service: str
    log: str
    stream: str
    command: str
    data: Wire
    command_id: str
    expected: int | None = None


class Commands:
    """Carries out commands as one actor, on one legal date, under one correlation.

    `dry`: each is decided as if it were carried out, and nothing is written.
    """

    def __init__(
        self, gateway: Gateway, context: Context, dry: bool = False, patience: float = 0.0
    ) -> None:
        self._gateway = gateway
        self._context = context
        self._dry = dry
        self._patience = patience

    def carry_out(self, order: Order) -> Wire | Problem:
        """Return the answer to a command, or its refusal.

        Repeated while the platform says "not now", for `patience` seconds.
        """
        until = time.monotonic() + self._patience
        pause = 0.05
        while True:
            answer = self._once(order)
            if not isinstance(answer, Unavailable) or time.monotonic() > until:
                return answer
            time.sleep(pause)
            pause = min(2.0, pause * 2)

    def _once(self, order: Order) -> Wire | Problem:
        gateway = self._gateway
        patience: timedelta = gateway.options.patience
        # What goes on past midnight bears the day on which each of it is done.
        on = self._context.on if gateway.options.demo else gateway.today()
        context = replace(
            self._context,
            on=on,
            command_id=order.command_id,
            expected_version=order.expected,
            deadline=gateway.options.clock() + patience,
            dry=self._dry,
        )
        command = {"type": order.command, "data": order.data}
        try:
            answer = gateway.backend.execute(
                order.service, order.log, order.stream, command, context.to_wire()
            )
        except Problem as problem:
            return problem
        except INFRASTRUCTURE:
            return away()
        answer.pop("leaf", None)
        return answer


def side_by_side(chains: Sequence[Callable[[], None]], workers: int = AT_ONCE) -> None:
    """Call each of `chains`, several at the same time; return when all have returned.

    If one raises, no further one is begun and its error is raised.
    """
    waiting: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    for chain in chains:
        waiting.put(chain)
    failed: list[BaseException] = []

    def work() -> None:
        try:
            while not failed:
                waiting.get_nowait()()
        except queue.Empty:
            pass
        except BaseException as error:
            failed.append(error)

    threads = [
        threading.Thread(target=work, name="commands", daemon=True)
        for _ in range(min(workers, len(chains)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
