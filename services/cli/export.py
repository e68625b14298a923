"""`kiemdinh export`: one log as a bundle that anybody can check, up to its newest checkpoint."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import click

from libs.hosting.settings import Environment
from libs.kernel import canonical
from libs.kernel.problems import BadSettings
from libs.law import standards
from libs.log.database import Database
from libs.log.entry import Recorded, leaf_hash
from libs.log.postgres import Missing, PostgresLog
from libs.people.disclosures import digest
from libs.proof.checkpoint import Checkpoint
from libs.proof.merkle import HASH, WIDTH, ReadTile, root, stands, tile_path, tiles_of
from libs.proof.seals import Seals, prefix
from libs.proof.signed_notes import Policy, Verifier
from libs.rights import OPERATOR
from services.cli.api import Api, Away, Refused
from services.cli.catalogue import SERVICES
from services.cli.console import say
from services.verifier import audit
from services.verifier.audit import digest_of, manifest_document
from services.verifier.decisions import PublicRecord
from services.verifier.rules import Rules

PATIENCE = 15.0
"""Seconds to wait for the sealer to sign what stands in the log."""


_TILES = "Mảnh cây của sổ {} khác với điểm kiểm tra đã ký."


class NotExported(Exception):
    """The bundle was not written; in Vietnamese."""


class Kept(Protocol):
    """What the sealer keeps of a log; `libs.proof.seals.Seals` is one."""

    def newest(self, log: str) -> Checkpoint | None:
        """Return the newest checkpoint."""

    def history(self, log: str, upto: int) -> Iterable[tuple[int, str]]:
        """Give size and note of every checkpoint of at most `upto` entries."""

    def vkey(self, log: str) -> Verifier | None:
        """Return the key that signs."""

    def tile(self, log: str, level: int, index: int) -> bytes:
        """Return the hashes of a tile as far as it has grown."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that was written: where, and what it ends with.

    `differs` is the index of the first entry that is not the one signed, None if all are: such a
    bundle is for an auditor, and `kiemdinh verify` names the same entry.
    """

    path: Path
    checkpoint: Checkpoint
    recognitions: int
    differs: int | None = None


def export(
    entries: Callable[[str], Iterator[Recorded]],
    seals: Kept,
    log: str,
    out: Path,
    progress: Callable[[int], None] = lambda events: None,
) -> Exported:
    """Write the bundle of a log into folder `out`, in place of an earlier bundle there.

    `entries(log)` gives the log from position 1 on (`PostgresLog.replay`). The bundle ends with the
    newest checkpoint: seal first. Equal logs give equal bundles, byte for byte; of a log that is
    not what was signed it has the entries as they are and the tiles as they were signed. Raises
    `NotExported`: no checkpoint yet, `out` holds something else.
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
        read = prefix(seals, log, signed.size)
        bundle.tiles(signed, read)
        record, differs = bundle.entries(entries(log), signed, read, progress)
        if differs is not None:
            bundle.write(audit.DIFFERS, f"{differs}\n".encode())
        bundle.notes(seals.history(log, signed.size), signed)
        bundle.write(audit.DECISIONS, canonical.encode(record.document(signed)))
        bundle.write(audit.POLICY, str(Policy({key.name: key})).encode())
        bundle.manifest(signed)
        _put_in_place(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return Exported(out, signed, len(record.recognitions), differs)


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

    def tiles(self, signed: Checkpoint, read: ReadTile) -> None:
        """Write the tiles as they were signed."""
        for (level, index), width in tiles_of(signed.size):
            self.write(f"log/{tile_path(level, index, width)}", read(level, index))

    def entries(
        self,
        entries: Iterator[Recorded],
        signed: Checkpoint,
        read: ReadTile,
        progress: Callable[[int], None],
    ) -> tuple[PublicRecord, int | None]:
        """Write entries and rule sets; return what they say to the public, and the first entry,
        from 0, that is not the one signed."""
        count, sealed = 0, b""
        differs: int | None = None
        rules: set[str] = set()
        record = PublicRecord(Rules.of(SERVICES).contracts)
        with self._path(audit.ENTRIES).open("wb") as file, suppress(Missing):
            for event in islice(entries, signed.size):
                if count % WIDTH == 0:
                    sealed = read(0, count // WIDTH)
                    if not stands(read, signed.size, count // WIDTH):
                        raise NotExported(_TILES.format(signed.log))
                file.write(event.raw.replace(b"\n", b"\\n") + b"\n")
                if leaf_hash(event.raw) != sealed[count % WIDTH * HASH :][:HASH]:
                    differs = count if differs is None else differs
                elif differs is None:
                    if "rules" in event.envelope:
                        rules.add(event.envelope["rules"])
                    record.learn(event)
                count += 1
                if count % 1000 == 0:
                    progress(count)
        if count < signed.size and differs is None:
            differs = count
        if differs is None and root(read, signed.size) != signed.root:
            raise NotExported(_TILES.format(signed.log))
        progress(count)
        for rules_hash in sorted(rules):
            self._rules(rules_hash)
        return record, differs

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


def set_aside(db: Database, log: str) -> list[str]:
    """Return what subscriptions could not take of a log and set aside, each as a line.

    What should follow from such an event is not in the log: `kiemdinh verify` may miss it.
    """
    found: list[str] = []
    with db.autocommit() as cursor:
        cursor.execute(
            "select c.oid::regclass::text from pg_class c where c.relname = 'set_aside'"
            " and has_schema_privilege(c.relnamespace, 'usage')"
            " and has_table_privilege(c.oid, 'select') order by 1"
        )
        for (view,) in cursor.fetchall():
            cursor.execute(
                f"select name, position, stream from {view} where log = %s order by 1, 2", (log,)
            )
            found += (f"{name}: vị trí {at}, luồng {stream}" for name, at, stream in cursor)
    return found


MOST_TOLD = 20
"""Lines about what is set aside; the rest is counted."""


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
    help="Cơ sở dữ liệu (libpq) của một vai trò được đọc sổ, ví dụ kd_reader; mặc định là biến "
    "KIEMDINH_DATABASE, cùng KIEMDINH_PASSWORD.",
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
    database: str | None,
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
    try:
        db = Database(database or Environment().uri("KIEMDINH_DATABASE"), "pg_catalog", 2)
    except BadSettings as error:
        raise click.ClickException(str(error)) from error
    source, seals = PostgresLog(db), Seals(db)
    try:
        if aside := set_aside(db, log):
            say(f"Lưu ý: {len(aside)} sự kiện của sổ {log} đang để riêng, việc theo sau chưa có:")
            for line in aside[:MOST_TOLD]:
                say(f"  {line}")
            if len(aside) > MOST_TOLD:
                say(f"  … và {len(aside) - MOST_TOLD} sự kiện nữa")
            say("Xem lỗi bằng kiemdinh parked list, xử lý lại bằng kiemdinh parked replay.")
        if not wait_for_seal(seals, log, source.head(log), PATIENCE):
            say("Lưu ý: các mục mới nhất chưa được ký; gói kết thúc ở điểm đã ký.")
        done = export(source.replay, seals, log, out)
    except NotExported as error:
        raise click.ClickException(str(error)) from error
    finally:
        db.close()
    if done.differs is not None:
        raise click.ClickException(
            f"Sổ {log} khác với sổ đã ký từ mục có chỉ số {done.differs} (đếm từ 0). Gói dành cho "
            f"kiểm tra viên, `kiemdinh verify` sẽ không đạt: {out}"
        )
    say(f"Đã ghi {done.checkpoint.size} sự kiện và {done.recognitions} chứng nhận: {out}")
    if disclose is not None:
        try:
            opened = disclosures(Api(url or "", key or ""), log, why or "", out / audit.ENTRIES)
        except (Refused, Away) as refused:
            raise click.ClickException(str(refused)) from refused
        private_file(disclose, opened)
        say(f"Đã mở {len(opened)} thông tin về người: {disclose}")
