"""The pool, migrations and the installation."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg2
import pytest
from psycopg2 import errors

from libs.hosting.installation import PROCESSES, ROLES, install
from libs.kernel.problems import Unavailable
from libs.log.database import INFRASTRUCTURE, Database, migrate, reachable
from tests.libs.entries import OWNERS, PASSWORD, Installed, write
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e


@pytest.fixture
def installed(postgres_server: PostgresServer) -> Iterator[Installed]:
    with Installed(postgres_server.uri) as installed:
        yield installed


def rows(db: Database, statement: str) -> list[tuple[Any, ...]]:
    with db.transaction() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


# The pool.


def test_a_pool_connects_only_when_it_is_asked() -> None:
    db = Database("host=127.0.0.1 port=1 user=nobody", "log")
    with pytest.raises(INFRASTRUCTURE), db.transaction():
        pass


def test_a_transaction_is_committed_or_wholly_undone(installed: Installed) -> None:
    db = Database(installed.admin, "public")
    with db.transaction() as cursor:
        cursor.execute("create table note (text text)")

    def fail(statement: str) -> None:
        with db.transaction() as cursor:
            cursor.execute("insert into note values ('a')")
            cursor.execute(statement)
            raise KeyError

    with pytest.raises(KeyError):
        fail("select 1")
    with pytest.raises(errors.UndefinedTable):
        fail("select from absent")
    with db.transaction() as cursor:
        cursor.execute("insert into note values ('c')")
    assert rows(db, "select text from note") == [("c",)]
    with db.autocommit() as cursor:
        cursor.execute("insert into note values ('d')")
        assert rows(db, "select count(*) from note") == [(2,)]
    db.close()


def test_the_schema_of_the_pool_is_searched(installed: Installed) -> None:
    assert rows(installed.database("kd_reader"), "select count(*) from event") == [(0,)]


def test_connections_are_used_again_and_never_more_than_the_size(installed: Installed) -> None:
    db = installed.database(size=3)
    seen: set[int] = set()
    at_once: list[int] = []
    inside = 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal inside
        for _ in range(10):
            with db.transaction() as cursor:
                with lock:
                    inside += 1
                    at_once.append(inside)
                cursor.execute("select pg_backend_pid()")
                ((pid,),) = cursor.fetchall()
                seen.add(pid)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(at_once) == 80
    assert max(at_once) <= 3
    assert len(seen) <= 3


def test_a_connection_the_server_ended_is_replaced_unnoticed(installed: Installed) -> None:
    db = installed.database()
    ((pid,),) = rows(db, "select pg_backend_pid()")
    admin = Database(installed.admin, "public")
    rows(admin, f"select pg_terminate_backend({pid}, 10000)")
    admin.close()
    ((other,),) = rows(db, "select pg_backend_pid()")
    assert other != pid


def test_a_connection_that_breaks_in_use_is_not_used_again(installed: Installed) -> None:
    db = installed.database(size=1)
    admin = Database(installed.admin, "public")

    def broken() -> None:
        with db.transaction() as cursor:
            cursor.execute("select pg_backend_pid()")
            ((pid,),) = cursor.fetchall()
            rows(admin, f"select pg_terminate_backend({pid}, 10000)")
            cursor.execute("select 1")

    with pytest.raises(INFRASTRUCTURE):
        broken()
    admin.close()
    assert rows(db, "select 1") == [(1,)]


def test_at_the_edge_a_failing_database_is_unavailable() -> None:
    db = Database("host=127.0.0.1 port=1", "log")
    with pytest.raises(Unavailable) as refusal, reachable(), db.transaction():
        pass
    assert refusal.value.code == "database-away"


def test_every_connection_has_its_time_limits(installed: Installed) -> None:
    names = ("statement_timeout", "idle_in_transaction_session_timeout", "synchronous_commit")
    asked = "select " + ", ".join(f"current_setting('{name}')" for name in names)
    assert rows(installed.database(), asked) == [("30s", "1min", "on")]
    with installed.database().transaction() as cursor:
        given = cursor.connection.get_dsn_parameters()
    for name in ("connect_timeout", "keepalives", "keepalives_idle", "tcp_user_timeout"):
        assert int(given[name]) > 0


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        begun = time.monotonic()
        db = Database(f"host=127.0.0.1 port={port} user=x connect_timeout=2", "log")
        with pytest.raises(INFRASTRUCTURE), db.transaction():
            pass
        assert time.monotonic() - begun < 10


GREEN = """
import eventlet
eventlet.monkey_patch()
import socket, sys, time
from libs.log import database
from libs.log.database import INFRASTRUCTURE, Database
db = Database(sys.argv[1], "log", 4)
def ask(seconds):
    with db.transaction() as cursor:
        cursor.execute("select pg_sleep(%s)", (seconds,))
begun = time.monotonic()
for one in [eventlet.spawn(ask, 1) for _ in range(4)]:
    one.wait()
print("together" if time.monotonic() - begun < 3.5 else "one by one")
database.CONNECT_SECONDS = 1
silent = eventlet.listen(("127.0.0.1", 0))
port = silent.getsockname()[1]
try:
    with Database(f"host=127.0.0.1 port={port} user=x", "log").transaction():
        print("connected")
except INFRASTRUCTURE:
    print("given up")
with db.transaction() as cursor:
    database.STATEMENT_SECONDS = -9.5
    try:
        cursor.execute("select pg_sleep(20)")
        print("waited")
    except INFRASTRUCTURE:
        print("given up")
"""


def test_green_threads_ask_at_once_and_never_wait_for_ever(installed: Installed) -> None:
    command = [sys.executable, "-W", "ignore", "-c", GREEN, installed.dsn("kd_reader")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split("\n")[:3] == ["together", "given up", "given up"], done.stderr


# Migrations.


def test_migrations_run_once_each_in_order(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "0002_fill.sql").write_text("insert into note values ('mức 100 %');")
    (tmp_path / "0001_note.sql").write_text("create table note (text text);")
    (tmp_path / "README").write_text("no SQL")
    db = Database(installed.admin, "public")
    with db.transaction() as cursor:
        assert migrate(cursor, tmp_path) == ["0001_note.sql", "0002_fill.sql"]
    (tmp_path / "0003_more.sql").write_text("insert into note values ('2');")
    with db.transaction() as cursor:
        assert migrate(cursor, tmp_path) == ["0003_more.sql"]
    with db.transaction() as cursor:
        assert migrate(cursor, tmp_path) == []
    assert rows(db, "select text from note") == [("mức 100 %",), ("2",)]
    db.close()


def test_a_migration_that_comes_too_late_is_refused(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "0002_note.sql").write_text("create table note (text text);")
    db = Database(installed.admin, "public")
    with db.transaction() as cursor:
        migrate(cursor, tmp_path)
    (tmp_path / "0001_first.sql").write_text("select 1;")
    with (
        pytest.raises(RuntimeError, match=r"0001_first.* comes before 0002_note"),
        db.transaction() as cursor,
    ):
        migrate(cursor, tmp_path)
    db.close()


def test_a_migration_that_fails_leaves_nothing_behind(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "0001_note.sql").write_text("create table note (text text); select from absent;")
    db = Database(installed.admin, "public")
    with pytest.raises(errors.UndefinedTable), db.transaction() as cursor:
        migrate(cursor, tmp_path)
    assert rows(db, "select to_regclass('note'), to_regclass('migration')") == [(None, None)]
    db.close()


# The installation.


def service(name: str, folder: Path, *types: str) -> Any:
    """Return what an installation reads of a service class."""
    events = SimpleNamespace(types=dict.fromkeys(types, object))
    return SimpleNamespace(
        name=name,
        vaulted=False,
        entrusted={},
        migrations=lambda: {"": folder},
        aggregates=(SimpleNamespace(events=events),),
    )


def test_each_service_gets_its_schema_its_tables_and_its_types(
    installed: Installed, tmp_path: Path
) -> None:
    (tmp_path / "0001_note.sql").write_text("create table note (text text);")
    services = [service("review", tmp_path, "Decided"), service("disclosure", tmp_path, "Shown")]
    for _ in range(2):
        install(installed.admin, dict.fromkeys(ROLES, PASSWORD), services, OWNERS)
    reader = installed.database("kd_reader")
    owned = dict(rows(reader, "select type, role from log.type_owner"))
    assert owned == {**OWNERS, "Decided": "kd_review", "Shown": "kd_disclosure"}
    tables = rows(
        reader,
        "select schemaname, tablename, tableowner from pg_tables where schemaname"
        " in ('review', 'disclosure') and tablename in ('note', 'subscription', 'parked')",
    )
    assert sorted(tables) == sorted(
        (name, table, f"kd_{name}")
        for name in ("review", "disclosure")
        for table in ("note", "subscription", "parked")
    )
    review = Database(installed.dsn("kd_review"), "review")
    assert rows(review, "select count(*) from note") == [(0,)]
    with pytest.raises(errors.InsufficientPrivilege):
        rows(review, "select count(*) from disclosure.note")
    review.close()


def test_an_event_type_that_two_services_claim_is_refused(
    installed: Installed, tmp_path: Path
) -> None:
    services = [service("review", tmp_path, "Decided"), service("registry", tmp_path, "Decided")]
    with pytest.raises(ValueError, match="Decided: kd_review and kd_registry"):
        install(installed.admin, {}, services)


def test_installing_again_keeps_what_was_recorded(installed: Installed) -> None:
    write(installed.log(), "note-a", 3)
    install(installed.admin, dict.fromkeys(ROLES, PASSWORD), (), OWNERS)
    write(installed.log(), "note-a", 1)
    assert installed.log().head("79") == 4


def test_installing_again_waits_for_no_writer(installed: Installed) -> None:
    connection = psycopg2.connect(installed.dsn("kd_registry"))
    with connection.cursor() as db:
        db.execute(
            "select log.append('79', array[row("
            "'c', 'd', 'note-a', 0, '{}', '{}', '{}', null, null)]::log.attempt[])"
        )
        install(installed.admin, dict.fromkeys(ROLES, PASSWORD), (), OWNERS)
    connection.commit()
    connection.close()
    assert installed.log().answer("79", "c", "d") is not None


def test_relay_and_sealer_own_their_state_and_all_may_read_it(installed: Installed) -> None:
    reader = installed.database("kd_reader")
    for schema, (role, _) in PROCESSES.items():
        found = rows(
            reader,
            f"select tablename, tableowner from pg_tables where schemaname = '{schema}'",
        )
        assert found
        assert {owner for _, owner in found} == {role}
        for table, _ in found:
            rows(reader, f"select count(*) from {schema}.{table}")


def test_no_password_is_sent_in_the_clear(installed: Installed) -> None:
    admin = Database(installed.admin, "public")
    kept = rows(admin, "select rolpassword from pg_authid where rolname = 'kd_registry'")
    assert kept[0][0].startswith("SCRAM-SHA-256$")
    admin.close()
