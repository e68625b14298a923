"""What a process that was killed left running in a folder."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from libs.hosting.private_postgres.accounts import account_here, eyes_of

STOPPING = 30.0


def processes(data: Path) -> list[int]:
    """Return the PostgreSQL processes that work in `data`; whoever holds the lock began them."""
    found = []
    folder = data.resolve()
    with eyes_of(account_here()):
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                program = (process / "exe").readlink().name
                if program.startswith("postgres") and (process / "cwd").readlink() == folder:
                    found.append(int(process.name))
    return found


def end_left_over(data: Path) -> None:
    """End what a killed process of ours left running, and its mark; call it under the lock."""
    mark = data / "postmaster.pid"
    first = int(mark.read_text().split()[0]) if mark.exists() else 0
    for number, seconds in (
        (signal.SIGINT, STOPPING),
        (signal.SIGQUIT, 5.0),
        (signal.SIGKILL, 5.0),
    ):
        left = processes(data)
        for pid in left:
            # SIGINT to a backend would only cancel its statement; orphaned ones end by themselves.
            if number is not signal.SIGINT or pid == first:
                send(pid, number)
        deadline = time.monotonic() + (seconds if first in left else 5.0)
        while left and time.monotonic() < deadline:
            time.sleep(0.02)
            left = processes(data)
    # No server runs there. Its process number may belong to another program by now, and that
    # would make a start fail.
    mark.unlink(missing_ok=True)


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal, unless the process is gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)
