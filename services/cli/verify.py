"""`kiemdinh verify`: check a bundle without the platform that wrote it: no network, no database."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from libs.aggregate import Aggregate
from libs.contract import Contract
from libs.tlog.audit import Report, audit

MAX_FILES = 2_000_000


class Folder:
    """A bundle in a folder. Links and devices are not followed, and nothing outside is opened."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> Sequence[str]:
        """Return the paths of all files; raises OSError, also for what is no regular file."""
        if not self._path.is_dir():
            raise NotADirectoryError(0, f"{self._path} không phải một thư mục")
        found: list[str] = []
        for folder, folders, files in os.walk(self._path, onerror=_raise):
            for name in (*folders, *files):
                path = Path(folder, name)
                mode = path.lstat().st_mode
                if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                    raise OSError(0, f"{path} không phải tệp thường")
            found += (Path(folder, name).relative_to(self._path).as_posix() for name in files)
            if len(found) > MAX_FILES:
                raise OSError(0, f"gói có hơn {MAX_FILES} tệp")
        return found

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file that `names` gave."""
        handle = os.open(self._path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            yield file


def _raise(error: OSError) -> None:
    raise error


def contracts(aggregates: Iterable[Aggregate[Any, Any, Any]]) -> Mapping[str, Contract[Any]]:
    """Return the event contracts of `aggregates` by stream category."""
    return {aggregate.category: aggregate.events for aggregate in aggregates}


def verify(
    bundle: Path,
    policy: Path | None = None,
    kept: Iterable[Path] = (),
    disclosures: Path | None = None,
    aggregates: Iterable[Aggregate[Any, Any, Any]] | None = None,
) -> Report:
    """Return the report on the bundle in a folder; raises OSError for `policy` or `kept` alone.

    `disclosures` has the personal fields that were opened to the auditor, one a line (RFC 9901).
    `policy` is a C2SP tlog-policy file with the log's key, from a source the auditor trusts;
    without it the bundle's copy is used, and the report says so. `kept` are checkpoints saved
    earlier.
    `aggregates` (all of the four services if None) bring the contracts of the events.
    """
    if aggregates is None:
        from services.cli.catalogue import SERVICES

        aggregates = [one for service in SERVICES for one in service.aggregates]
    return audit(
        Folder(bundle),
        contracts(aggregates),
        None if policy is None else policy.read_bytes(),
        [path.read_bytes() for path in kept],
        () if disclosures is None else disclosures.read_text("ascii", "replace").split(),
    )


def told(report: Report) -> list[str]:
    """Return the report as lines for a reader, in Vietnamese; the last one is the verdict."""
    lines = [f"Lưu ý: {warning}" for warning in report.warnings]
    signed = report.checkpoint
    if signed is not None:
        lines.append(f"Sổ: {signed.origin}")
        lines.append(f"Điểm kiểm tra: {signed.size} mục, gốc {signed.root.hex()}")
        lines.append(f"Điểm kiểm tra trước đó đã đối chiếu: {report.history}")
    if report.failure is not None:
        where = "" if report.index is None else f" tại mục có chỉ số {report.index} (đếm từ 0)"
        return [*lines, f"KHÔNG ĐẠT{where}: {report.failure}"]
    if report.committed:
        lines.append(
            f"Thông tin về người: {report.committed} cam kết trong sổ, {report.disclosed} được mở."
        )
    return [
        *lines,
        f"ĐẠT: {report.events} sự kiện, {report.decisions} quyết định công nhận đã tính lại.",
    ]


@click.command("verify")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--policy",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp khóa tin cậy (C2SP tlog-policy) lấy từ nguồn khác, không phải từ gói dữ liệu.",
)
@click.option(
    "--checkpoint",
    "kept",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Điểm kiểm tra đã giữ từ trước; có thể nêu nhiều lần.",
)
@click.option(
    "--disclosures",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp thông tin về người được mở (kiemdinh export --disclose).",
)
def command(
    bundle: Path, policy: Path | None, kept: tuple[Path, ...], disclosures: Path | None
) -> None:
    """Kiểm chứng một gói dữ liệu; mã thoát 0 khi đạt, 1 khi không."""
    report = verify(bundle, policy, kept, disclosures)
    for line in told(report):
        click.echo(line)
    sys.exit(0 if report.ok else 1)
