"""Run a command that ends when the process that started it ends, even by kill -9.

Run as a script, it drops to an account if one is given, ties itself to its parent and becomes the
command. A script and not a `preexec_fn`: Python code between fork and exec can hang a process that
has threads. Linux ties; elsewhere the command runs untied.
"""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from pwd import struct_passwd
from typing import IO

PR_SET_PDEATHSIG = 1
STARTING = 10.0
"""Seconds that a process which answers has beyond those it may work."""
ROOT = Path(__file__).parents[2]


class Leashed:
    """A running command that cannot outlive this process.

    `on_death` is the signal it gets when this process dies. Linux ties a child to the thread that
    started it, so a thread of its own starts the command and stays until it has ended.
    """

    def __init__(
        self,
        command: Sequence[str],
        on_death: signal.Signals,
        folder: Path,
        output: IO[bytes],
        environment: Mapping[str, str],
        account: struct_passwd | None = None,
    ) -> None:
        user = f"{account.pw_uid}:{account.pw_gid}" if account else "-"
        self._arguments = [
            *(sys.executable, "-I", "-S", __file__),
            *(str(int(on_death)), str(os.getpid()), user, str(folder), *command),
        ]
        self._output = output
        self._environment = dict(environment)
        self._started = threading.Event()
        self._failed: OSError | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name=f"leash {command[0]}", daemon=True)
        self._keeper.start()
        self._started.wait()
        if self._failed:
            raise self._failed

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The command's process, which leads its own process group."""
        assert self._process is not None
        return self._process

    def running(self) -> bool:
        """Return whether the command has not ended."""
        return self._keeper.is_alive()

    def send(self, number: signal.Signals) -> None:
        """Send the command a signal; nothing happens when it has ended."""
        if self.running():
            self.process.send_signal(number)

    def send_group(self, number: signal.Signals) -> None:
        """Send a signal to the command and all its children that kept its process group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def wait(self, seconds: float) -> bool:
        """Wait until the command has ended; return False if it still runs after `seconds`."""
        self._keeper.join(seconds)
        return not self.running()

    def _keep(self) -> None:
        try:
            # A session of its own: Ctrl-C in the terminal is for this process alone, which then
            # stops the command.
            self._process = subprocess.Popen(
                self._arguments,
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=subprocess.STDOUT,
                env=self._environment,
                start_new_session=True,
            )
        except OSError as error:
            self._failed = error
            return
        finally:
            self._started.set()
        self._process.wait()


def said_by(module: str, *arguments: str, seconds: float, most: int) -> tuple[bool, bytes]:
    """Return whether `python -m module` ended well within `seconds`, and what it wrote till then.

    For parsers of bytes that strangers sent: the module itself gives up memory and processor time
    before it reads any. Of what it writes the first `most` bytes are returned.
    """
    # Nothing of our environment: it holds passwords.
    environment = {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    with tempfile.TemporaryFile() as output:
        command = [sys.executable, "-m", module, *arguments]
        child = Leashed(command, signal.SIGKILL, ROOT, output, environment)
        ended = child.wait(seconds + STARTING)
        if not ended:
            child.send_group(signal.SIGKILL)
            child.wait(STARTING)
        output.seek(0)
        return ended and child.process.returncode == 0, output.read(most)


def _become(number: int, parent: int, user: str, folder: str, command: list[str]) -> None:
    if user != "-":
        uid, gid = map(int, user.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After the change of account, which would untie it again.
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit(1)
    os.chdir(folder)
    os.execv(command[0], command)


if __name__ == "__main__":
    _become(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:])
