"""From the database to a bundle on disk that a stranger accepts, and what betrays a changed log."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from click.testing import CliRunner
from psycopg2 import extensions, sql

from libs.hosting.installation import ROLES, dsn, install
from libs.kernel import canonical
from libs.log.database import Database
from libs.log.entry import Attempt, category_of
from libs.log.postgres import PostgresLog
from libs.proof.sealer import Sealer
from libs.proof.signer import Signer
from services.cli import export as exporting
from services.cli import verify as verifying
from services.cli.catalogue import SERVICES
from services.verifier.audit import ENTRIES
from tests.libs.test_sealer import with_admin
from tests.libs.test_signer import Disk
from tests.servers import PostgresServer
from tests.verifier.story import story, write

pytestmark = pytest.mark.e2e

RAWS = write(story())
OWNERS = {
    aggregate.category: f"kd_{service.name}"
    for service in SERVICES
    for aggregate in service.aggregates
}


class World:
    """An installation whose log holds the story of one school."""

    def __init__(self, uri: str) -> None:
        name = f"export_{uuid.uuid4().hex[:12]}"
        with_admin(uri, sql.SQL("create database {}").format(sql.Identifier(name)))
        self.admin = extensions.make_dsn(uri, dbname=name)
        install(self.admin, dict.fromkeys(ROLES, "secret"), SERVICES)
        self.databases = {role: Database(self.dsn(role), "log") for role in ROLES}
        db = self.databases["kd_sealer"]
        self.sealer = Sealer(PostgresLog(db), db, Signer(Disk()), "kiemdinh.example.vn")
        versions: dict[str, int] = {}
        for n, raw in enumerate(RAWS):
            entry = canonical.decode(raw)
            stream, version = entry["stream"], versions.get(entry["stream"], 0)
            log = PostgresLog(self.databases[OWNERS[category_of(stream)]])
            log.append(Attempt("79", stream, version, [raw], f"k{n}", canonical.digest(n)))
            versions[stream] = version + 1
            if n in (10, 100):
                self.sealer.seal("79")

    def dsn(self, role: str) -> str:
        return dsn(self.admin, role, "secret")

    def export(self, out: Path) -> str:
        arguments = ["79", str(out), "--database", self.dsn("kd_reader")]
        done = CliRunner().invoke(exporting.command, arguments)
        return f"{done.exit_code} {done.output}"


@pytest.fixture
def world(postgres_server: PostgresServer) -> Iterator[World]:
    found = World(postgres_server.uri)
    yield found
    for db in found.databases.values():
        db.close()


def test_a_sealed_log_leaves_as_a_bundle_that_verifies(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PATIENCE", 0.1)
    out = tmp_path / "bundle"
    assert world.export(out).startswith("0 Lưu ý: các mục mới nhất chưa được ký")
    assert verifying.verify(out).events == 101
    world.sealer.seal("79")
    assert world.export(out).startswith(f"0 Đã ghi {len(RAWS)} sự kiện và 2 chứng nhận")
    report = verifying.verify(out)
    assert report.ok, report.failure
    assert (report.events, report.decisions, report.history) == (len(RAWS), 2, 3)

    entries = (out / ENTRIES).read_bytes()
    for index in (0, 57, len(RAWS) - 1):
        at = sum(len(raw) + 1 for raw in RAWS[:index]) + 40
        (out / ENTRIES).write_bytes(entries[:at] + bytes([entries[at] ^ 4]) + entries[at + 1 :])
        report = verifying.verify(out)
        assert (report.ok, report.index) == (False, index)


def test_what_is_parked_is_named_before_anything_is_written(world: World, tmp_path: Path) -> None:
    world.sealer.seal("79")
    with_admin(
        world.admin,
        sql.SQL(
            "insert into review.parked (name, log, position, stream, error)"
            " select 'review', '79', n, 'evaluation-a', 'KeyError: Nguyễn Văn A'"
            " from generate_series(3, 30) n;"
            "insert into registry.parked values ('registry', '77', 1, 'school-b', 'no')"
        ),
    )
    told = world.export(tmp_path / "bundle")
    assert told.startswith("0 Lưu ý: 28 sự kiện của sổ 79 đang để riêng")
    lines = told.splitlines()
    assert lines[1] == "  review: vị trí 3, luồng evaluation-a"
    assert lines[21] == "  … và 8 sự kiện nữa"
    assert "kiemdinh parked replay" in lines[22]
    assert lines[-1].startswith(f"Đã ghi {len(RAWS)} sự kiện")
    # What an error quotes is for the operator alone.
    assert "Nguyễn" not in told
    with (
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
        world.databases["kd_reader"].autocommit() as db,
    ):
        db.execute("select error from review.parked")


def test_a_log_that_its_superuser_changed_leaves_with_the_entry_named(
    world: World, tmp_path: Path
) -> None:
    world.sealer.seal("79")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        with_admin(world.admin, sql.SQL("update log.event set raw = raw where position = 9"))
    for statement in (
        "alter table log.event disable trigger all",
        "update log.event set raw = replace(raw, '\"met\":true', '\"met\":false')"
        " where position = 30",
    ):
        with_admin(world.admin, sql.SQL(statement))
    out = tmp_path / "bundle"
    answer = world.export(out)
    assert answer.startswith("1 ")
    assert "khác với sổ đã ký từ mục có chỉ số 29" in answer
    assert verifying.verify(out).index == 29
    with_admin(world.admin, sql.SQL("delete from log.event where position = 20"))
    assert "từ mục có chỉ số 19" in world.export(out)
    assert verifying.verify(out).index == 19
