import os
import select
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from libs.hosting.private_postgres import NotStarted, PrivatePostgres, accounts, programs
from libs.hosting.private_postgres import server as own

HOLD = """
import sys
from pathlib import Path
from libs.hosting.child_process import Leashed
from libs.hosting.private_postgres import PrivatePostgres
from libs.hosting.private_postgres import server as own
if sys.argv[2] == "untied":
    own.Leashed = lambda command, number, *rest: Leashed(command, 0, *rest)
server = PrivatePostgres(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
sys.stdin.read()
"""
"""A process that starts a server, tells its process id and waits."""


@pytest.fixture
def folder(open_folder: Path) -> Iterator[Path]:
    yield open_folder / "postgres"
    PrivatePostgres(open_folder / "postgres").remove()


def sql(server: PrivatePostgres, text: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(server.dsn)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def hold(folder: Path, how: str) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


@pytest.mark.e2e
def test_a_second_start_finds_the_data_at_the_same_address(folder: Path) -> None:
    with PrivatePostgres(folder) as server:
        sql(server, "create table kept as select 7 as n")
        address = server.dsn
    assert not server.running()
    with PrivatePostgres(folder) as server:
        assert server.dsn == address
        assert sql(server, "select n from kept") == [(7,)]


@pytest.mark.e2e
def test_what_was_committed_survives_a_killed_server(folder: Path) -> None:
    server = PrivatePostgres(folder)
    server.start()
    sql(server, "create table kept as select 7 as n")
    server.kill()
    with server:
        assert sql(server, "select n from kept") == [(7,)]


@pytest.mark.e2e
def test_the_server_ends_with_the_process_that_started_it(folder: Path) -> None:
    process, pid = hold(folder, "tied")
    end = os.pidfd_open(pid)
    kill(process)
    try:
        signal.pidfd_send_signal(end, 0)
    except ProcessLookupError:
        ended = True
    else:
        ended = bool(select.select([end], [], [], 30)[0])
    os.close(end)
    assert ended


@pytest.mark.e2e
@pytest.mark.parametrize("how", ["tied", "untied"])
def test_a_start_after_kill_9_goes_on_where_it_was(folder: Path, how: str) -> None:
    process, left_over = hold(folder, how)
    kill(process)
    with PrivatePostgres(folder) as server:
        assert server.pid != left_over
        sql(server, "create table kept as select 7 as n")
        assert sql(server, "select n from kept") == [(7,)]


@pytest.mark.e2e
def test_two_processes_cannot_hold_one_folder(folder: Path) -> None:
    process, _ = hold(folder, "tied")
    try:
        with pytest.raises(NotStarted, match="đang được một tiến trình Kiemdinh khác sử dụng"):
            PrivatePostgres(folder).start()
        with pytest.raises(NotStarted, match="đang được một tiến trình"):
            PrivatePostgres(folder).remove()
    finally:
        kill(process)


@pytest.mark.e2e
def test_a_mark_with_the_number_of_another_process_does_not_stop_a_start(folder: Path) -> None:
    server = PrivatePostgres(folder)
    server.start()
    data = (folder / "data").resolve()
    server.kill()
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1\n{server.port}\n\n\n")
    with server:
        assert sql(server, "select 1") == [(1,)]


@pytest.mark.e2e
def test_a_port_that_was_taken_meanwhile_is_replaced(folder: Path) -> None:
    with PrivatePostgres(folder) as server:
        before = server.port
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", before))
        other.listen()
        with PrivatePostgres(folder) as server:
            assert server.port != before
            assert sql(server, "select 1") == [(1,)]


@pytest.mark.e2e
def test_only_the_owner_of_the_folder_gets_in(folder: Path) -> None:
    with PrivatePostgres(folder) as server:
        password = (folder / "data").resolve().with_name("password")
        assert stat.S_IMODE(password.stat().st_mode) == 0o600
        with pytest.raises(psycopg2.OperationalError, match="authentication failed"):
            psycopg2.connect(server.dsn, password="postgres")


@pytest.mark.e2e
def test_what_is_committed_is_on_disk(folder: Path) -> None:
    with PrivatePostgres(folder) as server:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert sql(server, f"show {name}") == [("on",)]


@pytest.mark.e2e
@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_root_may_keep_the_folder_where_the_account_cannot_go(folder: Path) -> None:
    closed = folder.parent / "closed"
    closed.mkdir(mode=0o700)
    server = PrivatePostgres(closed / "postgres")
    server.start()
    sql(server, "create table kept as select 7 as n")
    data = (closed / "postgres" / "data").readlink()
    assert data.is_relative_to(accounts.OUTSIDE)
    server.stop()
    with server:
        assert sql(server, "select n from kept") == [(7,)]
    server.remove()
    assert not data.exists()
    assert not (closed / "postgres").exists()


@pytest.mark.e2e
@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_a_deleted_folder_begins_anew_though_its_data_lay_elsewhere(folder: Path) -> None:
    closed = folder.parent / "closed"
    closed.mkdir(mode=0o700)
    server = PrivatePostgres(closed / "postgres")
    with server:
        sql(server, "create table kept as select 7 as n")
    for path in (closed / "postgres").iterdir():
        path.unlink()
    with server, pytest.raises(psycopg2.errors.UndefinedTable):
        sql(server, "select n from kept")
    server.remove()


def test_a_machine_without_postgresql_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "bin"
    broken.mkdir()
    (broken / "postgres").write_text("#!/bin/sh\necho \"version 'GLIBC_2.34' not found\"\nexit 1\n")
    (broken / "postgres").chmod(0o755)
    missing = tmp_path / "nowhere"
    monkeypatch.setattr(programs, "candidates", lambda: iter([broken, missing]))
    with pytest.raises(NotStarted, match="gói postgresql của Debian") as refusal:
        PrivatePostgres(tmp_path / "postgres").start()
    assert "GLIBC_2.34" in str(refusal.value)
    assert "nowhere" in str(refusal.value)


def test_data_of_another_major_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 17.10'\n")
    (tools / "postgres").chmod(0o755)
    monkeypatch.setattr(own, "account_here", lambda: None)
    monkeypatch.setattr(programs, "candidates", lambda: iter([tools]))
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    (tmp_path / "postgres" / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(NotStarted, match="phiên bản 17, dữ liệu cần phiên bản 15"):
        PrivatePostgres(tmp_path / "postgres").start()
