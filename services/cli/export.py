"""`kiemdinh export`: one log as a bundle that anybody can check, up to its newest checkpoint."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Protocol

import click

from libs.kernel import canonical
from libs.kernel.problems import Wire
from libs.law import standards
from libs.log.database import Database
from libs.log.entry import Recorded, leaf_hash
from libs.log.postgres import PostgresLog
from libs.people.disclosures import digest
from libs.proof.checkpoint import Checkpoint
from libs.proof.merkle import WIDTH, Frontier, tile_path
from libs.proof.sealer import Seals
from libs.proof.signed_notes import Policy, Verifier
from libs.rights import OPERATOR
from services.cli.api import Api, Away, Refused
from services.verifier import audit
from services.verifier.audit import decisions_document, digest_of, manifest_document
from services.verifier.decisions import published

PATIENCE = 15.0
"""Seconds to wait for the sealer to sign what stands in the log."""


class NotExported(Exception):
    """The bundle was not written; in Vietnamese."""


class Kept(Protocol):
    """What the sealer keeps of a log; `libs.proof.sealer.Seals` is one."""

    def newest(self, log: str) -> Checkpoint | None:
        """Return the newest checkpoint."""

    def history(self, log: str, upto: int) -> Iterable[tuple[int, str]]:
        """Give size and note of every checkpoint of at most `upto` entries."""

    def vkey(self, log: str) -> Verifier | None:
        """Return the key that signs."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that was written: where, and what it ends with."""

    path: Path
    checkpoint: Checkpoint
    recognitions: int


def export(
    entries: Callable[[str], Iterator[Recorded]],
    seals: Kept,
    log: str,
    out: Path,
    progress: Callable[[int], None] = lambda events: None,
) -> Exported:
    """Write the bundle of a log into folder `out`, in place of an earlier bundle there.

    `entries(log)` gives the log from position 1 on (`PostgresLog.replay`). The bundle ends with the
    newest checkpoint: seal first. Equal logs give equal bundles, byte for byte. Raises
    `NotExported`: no checkpoint yet, `out` holds something else, the log is not what was signed.
    """
    signed, key = seals.newest(log), seals.vkey(log)
    if signed is None or key is None:
        raise NotExported(f"Sổ {log} chưa có điểm kiểm tra nào được ký.")
    if out.exists() and not (out / audit.MANIFEST).is_file() and any(out.iterdir()):
        raise NotExported(f"{out} không phải một gói dữ liệu; không ghi đè.")
    out.parent.mkdir(parents=True, exist_ok=True)
    new = out.with_name(f".{out.name}.new-{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)
    try:
        bundle = _Bundle(new)
        recognitions = bundle.entries(entries(log), signed, progress)
        bundle.notes(seals.history(log, signed.size), signed)
        bundle.write(audit.DECISIONS, canonical.encode(decisions_document(signed, recognitions)))
        bundle.write(audit.POLICY, str(Policy({key.name: key})).encode())
        bundle.manifest(signed)
        _put_in_place(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return Exported(out, signed, len(recognitions))


def _put_in_place(new: Path, out: Path) -> None:
    old = out.with_name(f".{out.name}.old-{os.getpid()}")
    if out.exists():
        out.rename(old)
    new.rename(out)
    shutil.rmtree(old, ignore_errors=True)


class _Bundle:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, content: bytes) -> None:
        self._path(name).write_bytes(content)

    def entries(
        self, entries: Iterator[Recorded], signed: Checkpoint, progress: Callable[[int], None]
    ) -> list[Wire]:
        """Write entries, tiles and rule sets; return what is recognised."""
        frontier = Frontier()
        tile = bytearray()
        rules: set[str] = set()
        recognitions: list[Wire] = []
        with self._path(audit.ENTRIES).open("wb") as file:
            for event in takewhile(lambda e: e.position <= signed.size, entries):
                file.write(event.raw + b"\n")
                leaf = leaf_hash(event.raw)
                frontier.append(leaf)
                tile += leaf
                if frontier.size % WIDTH == 0 or frontier.size == signed.size:
                    self._tile(frontier.size, bytes(tile))
                    tile.clear()
                if "rules" in event.envelope:
                    rules.add(event.envelope["rules"])
                shown = published(event)
                if shown is not None:
                    recognitions.append(shown)
                if frontier.size % 1000 == 0:
                    progress(frontier.size)
                if frontier.size == signed.size:
                    break
        if (frontier.size, frontier.root()) != (signed.size, signed.root):
            raise NotExported(f"Nội dung sổ {signed.log} khác với điểm kiểm tra đã ký.")
        progress(frontier.size)
        for rules_hash in sorted(rules):
            self._rules(rules_hash)
        return recognitions

    def notes(self, history: Iterable[tuple[int, str]], signed: Checkpoint) -> None:
        for size, note in history:
            self.write(f"log/history/{size}.checkpoint", note.encode())
            if size == signed.size:
                self.write(audit.CHECKPOINT, note.encode())

    def manifest(self, signed: Checkpoint) -> None:
        digests: dict[str, str] = {}
        for path in self._files():
            with path.open("rb") as file:
                digests[path.relative_to(self._folder).as_posix()] = digest_of(file)
        self.write(audit.MANIFEST, canonical.encode(manifest_document(signed, digests)))

    def _tile(self, size: int, hashes: bytes) -> None:
        index, width = (size - 1) // WIDTH, (size - 1) % WIDTH + 1
        self.write(f"log/{tile_path(0, index, width)}", hashes)

    def _rules(self, rules_hash: str) -> None:
        try:
            document = standards.by_hash(rules_hash).document
        except KeyError as error:
            detail = f"Phần mềm này không có bộ tiêu chuẩn {rules_hash} mà sự kiện nhắc tới."
            raise NotExported(detail) from error
        self.write(f"rules/{rules_hash}.json", canonical.encode(document))

    def _path(self, name: str) -> Path:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _files(self) -> Iterator[Path]:
        return (path for path in self._folder.rglob("*") if path.is_file())


def wait_for_seal(seals: Kept, log: str, size: int, patience: float) -> bool:
    """Return whether the first `size` entries of `log` are signed, after waiting if need be."""
    until = time.monotonic() + patience
    while True:
        newest = seals.newest(log)
        if newest is not None and newest.size >= size:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.1)


def disclosures(api: Api, log: str, why: str, entries: Path) -> list[str]:
    """Return what the platform opens to this caller of the people in a bundle, sorted (RFC 9901).

    `why` is noted with every opening. What was committed after the bundle's end is left out. Raises
    `Refused`, `Away`.
    """
    committed: set[str] = set()
    with entries.open("rb") as lines:
        for line in lines:
            committed.update(json.loads(line).get("_sd", ()))
    people = api.all(f"/v1/{log}/person", actor=OPERATOR, why=why, limit=200)
    found = {text for person in people for text in person["disclosures"]}
    return sorted(text for text in found if digest(text) in committed)


def private_file(path: Path, lines: Iterable[str]) -> None:
    """Write lines to a file that only this account may read, in place of what it held."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{line}\n" for line in lines)


@click.command("export")
@click.argument("log")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--database",
    envvar="KIEMDINH_DATABASE",
    required=True,
    help="Cơ sở dữ liệu (libpq) của một vai trò được đọc sổ, ví dụ kd_reader.",
)
@click.option(
    "--disclose",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ghi thêm thông tin về người, mở từ kho riêng, vào tệp này, ngoài gói dữ liệu.",
)
@click.option("--url", help="Hệ thống đang chạy, cho --disclose.")
@click.option("--key", envvar="KIEMDINH_KEY", help="Khóa API của người được phép xem tên.")
@click.option("--why", help="Lý do mở tên, được lưu lại; cho --disclose.")
def command(
    log: str,
    out: Path,
    database: str,
    disclose: Path | None,
    url: str | None,
    key: str | None,
    why: str | None,
) -> None:
    """Xuất sổ LOG (ví dụ 79) thành gói dữ liệu kiểm chứng được trong thư mục OUT."""
    if disclose is not None and not (url and key and why):
        raise click.UsageError("--disclose cần --url, --key và --why.")
    if disclose is not None and disclose.absolute().is_relative_to(out.absolute()):
        raise click.UsageError("Tệp của --disclose phải nằm ngoài gói dữ liệu.")
    db = Database(database, "pg_catalog", 2)
    source, seals = PostgresLog(db), Seals(db)
    try:
        if not wait_for_seal(seals, log, source.head(log), PATIENCE):
            click.echo("Lưu ý: các mục mới nhất chưa được ký; gói kết thúc ở điểm đã ký.")
        done = export(source.replay, seals, log, out)
    except NotExported as error:
        raise click.ClickException(str(error)) from error
    finally:
        db.close()
    click.echo(f"Đã ghi {done.checkpoint.size} sự kiện và {done.recognitions} chứng nhận: {out}")
    if disclose is not None:
        try:
            opened = disclosures(Api(url or "", key or ""), log, why or "", out / audit.ENTRIES)
        except (Refused, Away) as refused:
            raise click.ClickException(str(refused)) from refused
        private_file(disclose, opened)
        click.echo(f"Đã mở {len(opened)} thông tin về người: {disclose}")
