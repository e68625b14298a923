"""The browser of the tests: Debian's Chromium, found here or installed when root asks for it."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.servers import Missing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALLING = 600.0
"""Seconds that its installation may take."""


def executable() -> Path:
    """Return the browser's program; raises `Missing`, which names the ways to have one."""
    if named := os.environ.get("KIEMDINH_TEST_CHROMIUM"):
        return Path(named)
    if found := _found():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "update")
        _run("apt-get", "install", "-y", "--no-install-recommends", "chromium")
        if found := _found():
            return found
    raise Missing(
        "no Chromium: name one in KIEMDINH_TEST_CHROMIUM, or install Debian's package chromium"
    )


def _run(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, check=False, capture_output=True, timeout=INSTALLING)


def options() -> list[str]:
    """Return the options that it is started with: as root it has no sandbox."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []


def _found() -> Path | None:
    for name in NAMES:
        if path := shutil.which(name):
            return Path(path)
    return None
