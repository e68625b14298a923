"""What the log in PostgreSQL promises beyond every log: many writers, crashes, and who may not."""

import multiprocessing
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
from psycopg2 import extensions

from libs.hosting.installation import ROLES, WRITERS, install
from libs.kernel.problems import Conflict, Forbidden, Unavailable
from libs.log.database import Database
from libs.log.entry import Answer, leaf_hash
from libs.log.joined import CALLS
from libs.log.postgres import PostgresLog
from tests.libs.entries import (
    OWNERS,
    PASSWORD,
    Held,
    Installed,
    assert_whole,
    attempt,
    entries,
    entry,
    waiting,
    watched,
    write,
)
from tests.libs.proxy import Proxy
from tests.servers import OwnPostgres, PostgresServer

pytestmark = pytest.mark.e2e

PATIENCE = 60.0
spawn = multiprocessing.get_context("spawn")


@pytest.fixture
def installed(postgres_server: PostgresServer) -> Iterator[Installed]:
    with Installed(postgres_server.uri) as installed:
        yield installed


@pytest.fixture(scope="module")
def own_server() -> Iterator[OwnPostgres]:
    """A server that these tests may kill, without roles or data of others."""
    with OwnPostgres() as server:
        yield server


def until(done: Callable[[], bool], what: str) -> None:
    """Return once `done`; fail after `PATIENCE` seconds."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.01)


# Many writers, many readers.


def append_notes(dsn: str, name: int, count: int, threads: int) -> int:
    """Append `count` batches of 1 to 3 entries in each thread; return how many entries."""
    db = Database(dsn, "log", 16)
    log = PostgresLog(db)
    with ThreadPoolExecutor(threads) as pool:
        made = sum(pool.map(lambda n: append_some(log, name + n, count), range(threads)))
    db.close()
    return made


def append_some(log: PostgresLog, name: int, count: int) -> int:
    """Append `count` batches of 1 to 3 entries to contended streams; return how many entries."""
    made = 0
    for n in range(count):
        stream = f"note-{(name + n) % 5}"
        while True:
            history = log.read("79", stream)[stream]
            raws = entries(stream, history, n % 3 + 1)
            try:
                log.append(attempt(stream, len(history), raws))
            except Conflict:
                continue
            made += len(raws)
            break
    return made


def follow_notes(dsn: str, total: int) -> list[int]:
    """Follow the log until position `total`; return the positions in the order they were seen."""
    db = Database(dsn, "log")
    log = PostgresLog(db)
    seen: list[int] = []
    deadline = time.monotonic() + 2 * PATIENCE
    while (not seen or seen[-1] < total) and time.monotonic() < deadline:
        page = log.follow("79", seen[-1] if seen else 0, 7)
        assert all(one.leaf for one in page)
        seen += [one.position for one in page]
    db.close()
    return seen


@pytest.mark.parametrize(("writers", "threads", "count"), [(8, 1, 9), (2, 3 * CALLS, 3)])
def test_many_writers_leave_no_gap_and_no_reader_skips(
    installed: Installed, writers: int, threads: int, count: int
) -> None:
    readers = 4
    total = writers * threads * sum(n % 3 + 1 for n in range(count))
    with spawn.Pool(writers + readers) as pool:
        reading = [
            pool.apply_async(follow_notes, (installed.dsn("kd_relay"), total))
            for _ in range(readers)
        ]
        writing = [
            pool.apply_async(append_notes, (installed.dsn("kd_registry"), name, count, threads))
            for name in range(writers)
        ]
        assert sum(one.get(3 * PATIENCE) for one in writing) == total
        for one in reading:
            assert one.get(3 * PATIENCE) == list(range(1, total + 1))
    assert len(assert_whole(installed.log())) == total


def test_of_two_writers_with_the_same_expectation_one_is_refused(installed: Installed) -> None:
    log = installed.log()
    for version in range(5):
        history = log.read("79", "note-a")["note-a"]
        start = threading.Barrier(4)

        def one(
            history: object = history, version: int = version, start: threading.Barrier = start
        ) -> bool:
            made = attempt("note-a", version, entries("note-a", history))  # type: ignore[arg-type]
            start.wait(PATIENCE)
            try:
                log.append(made)
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(lambda _, one=one: one(), range(4))) == 1
    assert len(assert_whole(log)) == 5


@pytest.mark.parametrize("commit", [True, False])
def test_two_writers_held_open_make_no_reader_skip(installed: Installed, commit: bool) -> None:
    log = installed.log()
    first = Held(installed, attempt("note-a", 0, entries("note-a")))
    with ThreadPoolExecutor(2) as pool:
        second = pool.submit(log.append, attempt("note-b", 0, entries("note-b")))
        third = pool.submit(log.append, attempt("note-c", 0, entries("note-c")))
        until(lambda: waiting(installed) == 2, "waiting for the held writer")
        assert list(log.follow("79", 0)) == []
        assert not second.done()
        assert not third.done()
        first.end(commit)
        answers = sorted((second.result(PATIENCE).position, third.result(PATIENCE).position))
    assert answers == ([2, 3] if commit else [1, 2])
    streams = [one.stream for one in assert_whole(log)]
    assert ("note-a" in streams) is commit


def test_a_writer_held_open_in_one_log_does_not_hold_another(installed: Installed) -> None:
    held = Held(installed, attempt("note-a", 0, entries("note-a")))
    write(installed.log(), "note-a", 1, "01")
    held.end(commit=True)
    assert [installed.log().head(code) for code in ("01", "79")] == [1, 1]


# The connection, and the server, may go.


def test_an_append_is_one_round_trip_and_so_is_a_read(installed: Installed) -> None:
    with Proxy(installed.dsn("kd_registry")) as proxy:
        db = Database(proxy.dsn, "log")
        log = PostgresLog(db)
        log.head("79")
        before = proxy.questions
        log.append(attempt("note-a", 0, entries("note-a", count=3)))
        assert proxy.questions == before + 1
        assert len(log.read("79", "note-a", "note-b", "note-c")["note-a"]) == 3
        assert proxy.questions == before + 2
        db.close()


@pytest.mark.parametrize("where", ["answer", "call"])
def test_a_lost_connection_is_answered_as_success_and_nothing_is_doubled(
    installed: Installed, where: str
) -> None:
    with Proxy(installed.dsn("kd_registry")) as proxy:
        db = Database(proxy.dsn, "log")
        log = PostgresLog(db)
        write(log, "note-a")
        for n in range(1, 4):
            proxy.cut = where
            history = log.read("79", "note-a")["note-a"]
            answer = log.append(attempt("note-a", n, entries("note-a", history)))
            assert answer == Answer(n + 1, n + 1, ("NoteWritten",))
            assert proxy.cuts == n
        db.close()
    assert len(assert_whole(installed.log())) == 4


def test_a_database_that_stays_away_is_told_in_time(installed: Installed) -> None:
    with Proxy(installed.dsn("kd_registry")) as proxy:
        db = Database(proxy.dsn, "log")
        log = PostgresLog(db, patience=0.5)
        proxy.cut = "every call"
        begun = time.monotonic()
        with pytest.raises(Unavailable) as refusal:
            write(log, "note-a")
        assert refusal.value.code == "database-away"
        assert 0.3 < time.monotonic() - begun < 10
        assert proxy.cuts > 1
        db.close()
    assert installed.log().head("79") == 0


class Careless(PostgresLog):
    """Answers before the flush: what the log would be without its second commit."""

    _record = "select log.append(%s, %s::log.attempt[])"


WRITERS_OF_A_PROCESS = 3 * CALLS


def crash(server: OwnPostgres, careless: bool) -> tuple[int, int]:
    """Kill the server under writers and a reader; return how much was acknowledged, and lost.

    The writers are threads of one process, so that most append together. The reader flushes before
    it believes what it saw, so that it must not be contradicted either.
    """
    with Installed(server.uri) as installed:
        acknowledged: list[Answer] = []
        believed: list[int] = [0]
        kind, options = (Careless, "-c synchronous_commit=off") if careless else (PostgresLog, "")
        db = Database(extensions.make_dsn(installed.dsn("kd_registry"), options=options), "log")
        log = kind(db, patience=1.0)
        batches = watched(log)

        def writer(stream: str) -> None:
            try:
                # On a busy machine the server may be gone before a writer has begun.
                previous = log.read("79", stream)[stream]
                while True:
                    raws = entries(stream, previous)
                    acknowledged.append(log.append(attempt(stream, len(previous), raws)))
                    previous = log.read("79", stream)[stream]
            except (Unavailable, psycopg2.Error):
                return

        def reader() -> None:
            log = installed.log("kd_relay", patience=0.0)
            try:
                while True:
                    seen = log.head("79")
                    log.flush()
                    believed.append(seen)
            except Unavailable:
                return

        names = [f"note-{n}" for n in range(WRITERS_OF_A_PROCESS)]
        # A reader's flush would save the careless writers.
        work = [threading.Thread(target=writer, args=(name,)) for name in names]
        work += [] if careless else [threading.Thread(target=reader)]
        for thread in work:
            thread.start()
        until(lambda: len(acknowledged) >= 100 and sum(batches) >= 50, "a hundred appends")
        server.kill()
        for thread in work:
            thread.join(PATIENCE)
        db.close()
        server.start()
        found = {one.position: one for one in assert_whole(installed.log())}
        lost = [one for one in acknowledged if one.position not in found]
        for one in acknowledged:
            assert one in lost or found[one.position].version == one.version
        assert max(believed) <= len(found)
        return len(acknowledged), len(lost)


def test_a_killed_server_has_lost_nothing_that_was_acknowledged(own_server: OwnPostgres) -> None:
    for _ in range(3):
        acknowledged, lost = crash(own_server, careless=False)
        assert acknowledged >= 100
        assert lost == 0


def test_the_crash_test_finds_what_an_append_without_flush_loses(own_server: OwnPostgres) -> None:
    assert any(crash(own_server, careless=True)[1] > 0 for _ in range(10))


def test_writers_outlive_a_crash_of_the_server(own_server: OwnPostgres) -> None:
    with Installed(own_server.uri) as installed:
        log = installed.log(patience=PATIENCE)
        write(log, "note-a")
        own_server.kill()
        with ThreadPoolExecutor(1) as pool:
            pending = pool.submit(write, log, "note-a")
            own_server.start()
            pending.result(2 * PATIENCE)
        assert len(assert_whole(log)) == 2


# Who may, and who may not.


def installs(admin: str) -> None:
    """Install once, in a process of its own."""
    install(admin, dict.fromkeys(ROLES, PASSWORD), (), OWNERS)


def test_several_processes_may_install_at_once() -> None:
    with OwnPostgres() as server:
        names = [f"kd_{uuid.uuid4().hex}" for _ in range(2)]
        connection = psycopg2.connect(server.uri)
        connection.autocommit = True
        with connection.cursor() as db:
            for name in names:
                db.execute(f"create database {name}")
        connection.close()
        targets = [extensions.make_dsn(server.uri, dbname=name) for name in names] * 3
        with spawn.Pool(len(targets)) as pool:
            for one in [pool.apply_async(installs, (target,)) for target in targets]:
                one.get(2 * PATIENCE)
        for target in targets[:2]:
            connection = psycopg2.connect(target)
            with connection.cursor() as db:
                db.execute("select count(*) from log.type_owner")
                assert db.fetchall() == [(len(OWNERS),)]
            connection.close()


CHANGES = [
    "update log.event set raw = '{}' where position = 1",
    "update log.event set raw = raw where false",
    "delete from log.event",
    "truncate log.event",
    "truncate log.event, log.idle_command cascade",
    "update log.idle_command set version = 9",
    "delete from log.idle_command",
    "truncate log.idle_command",
    "insert into log.event select * from log.event"
    " on conflict (log, position) do update set raw = '{}'",
    "merge into log.event e using log.event o on e.position = o.position"
    " when matched then update set raw = '{}'",
]


@pytest.mark.parametrize("replica", [False, True])
@pytest.mark.parametrize("statement", CHANGES)
def test_not_even_the_superuser_changes_the_log(
    installed: Installed, statement: str, replica: bool
) -> None:
    write(installed.log(), "note-a")
    before = installed.log().follow("79", 0)
    connection = psycopg2.connect(installed.admin)
    with connection.cursor() as db:
        if replica:
            db.execute("set session_replication_role = replica")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="append-only"):
            db.execute(statement)
    connection.close()
    assert installed.log().follow("79", 0) == before


@pytest.mark.parametrize("role", ROLES)
def test_no_role_changes_the_log_or_writes_it_otherwise(installed: Installed, role: str) -> None:
    write(installed.log(), "note-a")
    before = installed.log().follow("79", 0)
    direct = "insert into log.event select log, 2, stream, 2, type, raw, leaf from log.event"
    owner = f"insert into log.type_owner values ('MarkGiven', '{role}')"
    owned = f"update log.type_owner set role = '{role}'"
    off = "alter table log.event disable trigger all"
    become = "set role kd_owner"
    for statement in (*CHANGES, direct, owner, owned, off, become):
        with (
            installed.database(role).autocommit() as db,
            pytest.raises(psycopg2.errors.InsufficientPrivilege),
        ):
            db.execute(statement)
    assert installed.log(role).follow("79", 0) == before


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_the_log_and_may_flush(installed: Installed, role: str) -> None:
    write(installed.log(), "note-a", 2)
    log = installed.log(role)
    assert len(assert_whole(log)) == 2
    assert len(list(log.replay("79"))) == 2
    assert log.logs() == ["79"]
    log.flush()


@pytest.mark.parametrize("role", ROLES)
def test_a_role_records_only_the_types_it_owns(installed: Installed, role: str) -> None:
    log = installed.log(role)
    for kind, owner in OWNERS.items():
        made = attempt(f"note-{kind.lower()}", 0, entries(f"note-{kind.lower()}", kind=kind))
        if owner == role:
            assert log.append(made).types == (kind,)
            continue
        with pytest.raises(Forbidden) as refusal:
            log.append(made)
        assert refusal.value.code == "type-not-owned"
    assert log.head("79") == sum(owner == role for owner in OWNERS.values())


def test_a_batch_with_one_type_of_another_appends_nothing(installed: Installed) -> None:
    (own,) = entries("note-a")
    foreign = entry("note-a", 2, leaf_hash(own), kind="MarkGiven")
    log = installed.log()
    with pytest.raises(Forbidden):
        log.append(attempt("note-a", 0, [own, foreign]))
    assert log.head("79") == 0
    assert log.append(attempt("note-a", 0, [own])).position == 1


@pytest.mark.parametrize("kind", [*OWNERS, "Unheard"])
def test_the_superuser_owns_no_type_either(installed: Installed, kind: str) -> None:
    db = Database(installed.admin, "log")
    with pytest.raises(Forbidden) as refusal:
        PostgresLog(db).append(attempt("note-a", 0, entries("note-a", kind=kind)))
    assert kind in refusal.value.detail
    db.close()


def test_a_temporary_table_does_not_pass_for_the_owners(installed: Installed) -> None:
    raws = [raw.decode() for raw in entries("note-a", kind="MarkGiven")]
    with installed.database().autocommit() as db:
        db.execute("create temp table type_owner (type text, role text)")
        db.execute("insert into type_owner values ('MarkGiven', 'kd_registry')")
        db.execute("set search_path = pg_temp, log")
        with pytest.raises(psycopg2.DatabaseError, match="may not record MarkGiven"):
            db.execute(
                "call log.record('79', array[row('c', 'd', 'note-a', 0, '{}', '{}', %s,"
                " null, null)]::log.attempt[])",
                (raws,),
            )


@pytest.mark.parametrize("seen", ["", "0", "3", "1000000000000"])
def test_what_a_session_claims_to_have_seen_changes_no_position(
    installed: Installed, seen: str
) -> None:
    write(installed.log(), "note-a", 5)
    (raw,) = entries("note-b")
    with installed.database().autocommit() as db:
        db.execute("select set_config('kd.seen', %s, false)", (seen,))
        db.execute(
            "call log.record('79', array[row('c', 'd', 'note-b', 0, '{}', '{}', %s,"
            " null, null)]::log.attempt[])",
            ([raw.decode()],),
        )
        assert db.fetchall() == [(["6 1 NoteWritten"],)]
    assert len(assert_whole(installed.log())) == 6


def test_the_log_is_owned_by_a_role_that_cannot_log_in(installed: Installed) -> None:
    with installed.database("kd_reader").autocommit() as db:
        db.execute(
            "select distinct r.rolname, r.rolcanlogin, r.rolsuper from pg_class c"
            " join pg_roles r on r.oid = c.relowner where c.relnamespace = 'log'::regnamespace"
        )
        assert db.fetchall() == [("kd_owner", False, False)]
        db.execute(
            "select count(*) from pg_auth_members m join pg_roles r on r.oid = m.roleid"
            " where r.rolname = 'kd_owner'"
        )
        assert db.fetchall() == [(0,)]
    assert set(WRITERS) < set(ROLES)


# Replay.


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 501])
def test_a_replay_gives_what_following_gives(installed: Installed, count: int) -> None:
    log = installed.log()
    if count:
        log.append(attempt("note-a", 0, entries("note-a", count=count)))
    write(log, "note-a", 1, "01")
    found = list(log.replay("79"))
    assert found == list(log.follow("79", 0, count + 1))
    assert found == assert_whole(log)
    assert list(log.replay("79", count // 2)) == found[count // 2 :]
    assert list(log.replay("79", count)) == []


def test_a_replay_may_be_left_at_any_point(installed: Installed) -> None:
    log = installed.log()
    log.append(attempt("note-a", 0, entries("note-a", count=1000)))
    for steps in (0, 1, 99, 100, 101, 1000):
        replay = log.replay("79")
        for _ in range(steps):
            next(replay)
        del replay

    def alone() -> bool:
        with installed.database("kd_reader").autocommit() as db:
            db.execute("select count(*) from pg_stat_activity where query like 'copy%'")
            return bool(db.fetchall() == [(0,)])

    until(alone, "the end of abandoned replays")
    assert len(list(log.replay("79"))) == 1000


REPLAY = """
import sys
from pathlib import Path
from libs.log.postgres import PostgresLog
from libs.log.database import Database
count = sum(1 for _ in PostgresLog(Database(sys.argv[1], "log")).replay("79"))
(peak,) = [line for line in Path("/proc/self/status").read_text().split("\\n") if "VmHWM" in line]
print(count, peak.split()[1])
"""


def test_a_replay_needs_little_memory_however_long_the_log(installed: Installed) -> None:
    log = installed.log()
    peaks = []
    for batches in (1, 15):
        for n in range(batches):
            stream = f"note-{batches}_{n}"
            log.append(attempt(stream, 0, entries(stream, count=150, text="x" * 60_000)))
        command = [sys.executable, "-c", REPLAY, installed.dsn("kd_reader")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        count, peak = map(int, done.stdout.split())
        assert count == log.head("79")
        peaks.append(peak)
    # Kilobytes; the second log is 16 times the first, 130 MB longer.
    assert peaks[1] < peaks[0] + 5_000
    assert peaks[1] < 60_000


def test_a_hole_is_reported_by_a_replay(installed: Installed) -> None:
    log = installed.log()
    write(log, "note-a", 5)
    connection = psycopg2.connect(installed.admin)
    with connection, connection.cursor() as db:
        db.execute("alter table log.event disable trigger all")
        db.execute("delete from log.event where position = 3")
        db.execute("alter table log.event enable always trigger append_only")
    connection.close()
    with pytest.raises(RuntimeError, match="log 79: position 3 is missing"):
        list(log.replay("79"))


GREEN = """
import eventlet
eventlet.monkey_patch()
import sys
from libs.log.postgres import PostgresLog
from libs.log.database import Database
from tests.libs.entries import assert_whole, write
log = PostgresLog(Database(sys.argv[1], "log", 4))
def work(name):
    for _ in range(5):
        write(log, f"note-{name}")
for one in [eventlet.spawn(work, name) for name in range(8)]:
    one.wait()
assert len(assert_whole(log)) == 40
print("done")
"""


def test_the_log_works_under_eventlet(installed: Installed) -> None:
    command = [sys.executable, "-W", "ignore", "-c", GREEN, installed.dsn("kd_registry")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.stdout == "done\n", done.stderr
