"""`kiemdinh verify`: check a bundle without the platform that wrote it: no network, no database."""

import gc
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from libs.kernel import canonical
from libs.kernel.canonical import NotCanonical
from libs.law import standards
from services.verifier.audit import Report, audit
from services.verifier.decisions import Adoption
from services.verifier.rules import Rules

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
        # No recursion: how deep folders lie in one another is for a stranger to say.
        folders, seen = [""], 0
        while folders:
            folder = folders.pop()
            with os.scandir(self._path / folder) as entries:
                for entry in entries:
                    name = f"{folder}{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(f"{name}/")
                    elif entry.is_file(follow_symlinks=False):
                        found.append(name)
                    else:
                        raise OSError(0, f"{self._path / name} không phải tệp thường")
                    seen += 1
                    if seen > MAX_FILES:
                        raise OSError(0, f"gói có hơn {MAX_FILES} tệp và thư mục")
        return found

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file that `names` gave."""
        handle = os.open(self._path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            yield file


def verify(
    bundle: Path,
    policy: Path | None = None,
    kept: Iterable[Path] = (),
    disclosures: Path | None = None,
    rules: Rules | None = None,
) -> Report:
    """Return the report on the bundle in a folder; raises OSError for `policy` or `kept` alone.

    `disclosures` has the personal fields that were opened to the auditor, one a line (RFC 9901).
    `policy` is a C2SP tlog-policy file with the log's key, from a source the auditor trusts;
    without it the bundle's copy is used, and the report says so. `kept` are checkpoints saved
    earlier.
    `rules` are those of all four services if None.
    """
    if rules is None:
        from services.cli.catalogue import SERVICES

        rules = Rules.of(SERVICES)
    return audit(
        Folder(bundle),
        rules,
        None if policy is None else policy.read_bytes(),
        [path.read_bytes() for path in kept],
        () if disclosures is None else disclosures.read_text("ascii", "replace").split(),
    )


LONGEST = 2000
"""The most letters of a line that is shown."""


def shown(text: str) -> str:
    """Return `text` as a terminal may be given it: what steers one, or hides, is written out.

    A bundle is a stranger's: an escape sequence in a name could paint another verdict, a mark of
    direction turn the words around.
    """
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def told(report: Report) -> list[str]:
    """Return the report as lines for a reader, in Vietnamese; the last one is the verdict.

    They hold no letter that steers a terminal.
    """
    return [shown(line) for line in _told(report)]


def _told(report: Report) -> list[str]:
    lines = [f"Lưu ý: {warning}" for warning in report.warnings]
    signed = report.checkpoint
    if signed is not None:
        lines.append(f"Sổ: {signed.origin}")
        lines.append(f"Điểm kiểm tra: {signed.size} mục, gốc {signed.root.hex()}")
        lines.append(f"Điểm kiểm tra trước đó đã đối chiếu: {report.history}")
    if report.events:
        lines += _adopted(report.adoptions)
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


def _adopted(adoptions: Sequence[Adoption]) -> Iterator[str]:
    """Yield by which rules the log was written; who holds the keys may have chosen older ones."""
    since = "; ".join(f"số {each.number} từ mục {each.index}" for each in adoptions)
    yield f"Bộ quy tắc của phần mềm mà sổ nêu: {since}."
    fixed = next((each.index for each in adoptions if each.days_recorded), None)
    if fixed is None:
        yield "Ngày của việc do người làm nêu (sổ chạy thử hoặc sổ theo quy tắc cũ)."
    else:
        yield f"Từ mục {fixed}, ngày của việc là ngày ghi vào sổ, giờ Việt Nam."


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
    "--rules",
    "given",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Bộ tiêu chuẩn (JSON) mà phần mềm này chưa có, lấy từ nguồn tin cậy; nêu được nhiều lần.",
)
@click.option(
    "--disclosures",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp thông tin về người được mở (kiemdinh export --disclose).",
)
def command(
    bundle: Path,
    policy: Path | None,
    kept: tuple[Path, ...],
    given: tuple[Path, ...],
    disclosures: Path | None,
) -> None:
    """Kiểm chứng một gói dữ liệu; mã thoát 0 khi đạt, 1 khi không."""
    # What it makes goes as it is let go of; looking for circles takes a tenth of the time.
    gc.set_threshold(20_000, 20, 20)
    try:
        documents = [canonical.decode(path.read_bytes()) for path in given]
        with standards.given(documents):
            report = verify(bundle, policy, kept, disclosures)
    except (NotCanonical, standards.BadRuleSet) as error:
        raise click.ClickException(f"--rules: {error}") from error
    for document in documents:
        click.echo(f"Bộ tiêu chuẩn người kiểm chứng đưa vào: {canonical.digest(document)}")
    for line in told(report):
        click.echo(line)
    sys.exit(0 if report.ok else 1)
