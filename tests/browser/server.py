"""A server in a process of its own, which may be killed."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

STARTING = 60.0
"""Seconds that a server may take until it answers."""


class Server:
    """A server in a process of its own, that dies without a word and starts again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it on the data that are there; wait until it answers."""
        command = [sys.executable, "-m", "services", "serve", "--port", str(self._port)]
        self._process = subprocess.Popen(
            [*command, "--var", str(self._folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            with (
                suppress(urllib.error.URLError, ConnectionError),
                urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer,
            ):
                if answer.status == 200:
                    return
            time.sleep(0.2)
        pytest.fail("the server does not answer")

    def end(self, how: signal.Signals) -> None:
        """End it by a signal, if it runs."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(STARTING)
