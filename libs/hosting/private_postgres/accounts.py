"""The account that the server runs as, and the folder that this account can enter."""

import ctypes
import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from libs.hosting.private_postgres.refusal import NotStarted

ACCOUNTS = ("kiemdinh", "postgres", "nobody")
"""The accounts that root drops to: the first that this machine has."""
OUTSIDE = Path("/var/lib/kiemdinh")
"""Where root keeps what the account must reach and cannot reach in the folder."""


def account_here() -> pwd.struct_passwd | None:
    """Return the account to run as, None for this process's own."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise NotStarted(
        "PostgreSQL không chạy bằng tài khoản root, và máy này không có tài khoản nào trong số "
        f"{', '.join(ACCOUNTS)}. Hãy chạy bằng một tài khoản thường."
    )


def run_as(
    account: pwd.struct_passwd | None,
    *command: str,
    folder: Path = Path("/"),
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Return how a short command ended, its output in `stdout`."""
    return subprocess.run(
        command,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


@contextmanager
def eyes_of(account: pwd.struct_passwd | None) -> Iterator[None]:
    """Look at files as `account` does, in this thread alone; as oneself when None.

    In a container root may not look at the processes of other accounts.
    """
    if account is None:
        yield
        return
    libc = ctypes.CDLL(None)
    libc.setfsgid(account.pw_gid)
    libc.setfsuid(account.pw_uid)
    try:
        yield
    finally:
        libc.setfsuid(os.geteuid())
        libc.setfsgid(os.getegid())


def home_of(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """Return the folder that holds the data: `folder`, or one that the account can enter."""
    link = folder / "data"
    if link.is_symlink():
        return link.readlink().parent
    if account is None or run_as(account, "/usr/bin/test", "-x", str(folder)).returncode == 0:
        return folder
    home = outside(folder)
    if home.exists():
        # Its folder was deleted and made again: begin anew, and keep the old data once.
        if kept(home).exists():
            shutil.rmtree(kept(home))
        home.rename(kept(home))
    make_folder(OUTSIDE)
    make_folder(home)
    return home


def outside(folder: Path) -> Path:
    """Return where the data of `folder` lies when the account cannot enter it."""
    return OUTSIDE / hashlib.sha256(os.fsencode(folder)).hexdigest()[:24]


def kept(home: Path) -> Path:
    """Return where data whose folder was deleted is kept once."""
    return home.with_suffix(".old")


def make_folder(folder: Path) -> None:
    """Make a folder that every account may enter."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
