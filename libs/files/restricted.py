"""Limits that a process which reads a stranger's bytes gives itself before it reads any."""

import logging
import resource
import warnings
from contextlib import suppress
from pathlib import Path


def restrict(memory: int, seconds: int, written: int) -> None:
    """Have this process end beyond so many bytes of memory, seconds of processor, bytes written.

    Where memory runs out for all, it is the first to end, and not the server that started it.
    """
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    # What parsers complain of is no answer.
    logging.disable()
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
