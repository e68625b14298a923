"""The sealer on a real database: what it signs, keeps, and refuses to sign."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import psycopg2
import pytest
from click.testing import CliRunner
from psycopg2 import extensions, sql

from libs.hosting.installation import ROLES, dsn, install
from libs.kernel import canonical
from libs.kernel.problems import Unavailable
from libs.log.database import Database
from libs.log.entry import Attempt, Origin, Recorded, envelope, leaf_hash
from libs.log.postgres import PostgresLog
from libs.proof import checkpoint, merkle
from libs.proof.comparison import Broken
from libs.proof.merkle import Frontier
from libs.proof.sealer import TAIL, WINDOW, Sealer
from libs.proof.seals import Seals, prefix
from libs.proof.signed_notes import Verifier
from libs.proof.signer import STATE, UNUSED, Signer
from services.cli import whole
from tests.libs.test_signer import Disk
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e

DOMAIN = "kiemdinh.example.vn"
ORIGIN = f"{DOMAIN}/tinh/79"
DEADLINE = 30.0
DAY = date(2024, 9, 5)


LEAF = r"sha256('\x00'::bytea || convert_to(raw, 'UTF8'))"


class Installation:
    """A database of its own, as an operator sets it up."""

    def __init__(self, uri: str) -> None:
        name = f"seal_{uuid.uuid4().hex[:12]}"
        with_admin(uri, sql.SQL("create database {}").format(sql.Identifier(name)))
        self.admin = extensions.make_dsn(uri, dbname=name)
        install(self.admin, dict.fromkeys(ROLES, "secret"), owners={"Noted": "kd_registry"})
        self.writer = PostgresLog(Database(dsn(self.admin, "kd_registry", "secret"), "log"), 1.0)
        self.databases: list[Database] = []

    def sealer(self, signer: Signer, read: Callable[[], None] = lambda: None) -> Sealer:
        """Return a sealer; `read` is called before each page that it reads."""

        class Watched(PostgresLog):
            def follow(self, log: str, after: int, limit: int = 500) -> Sequence[Recorded]:
                read()
                return super().follow(log, after, limit)

        db = Database(dsn(self.admin, "kd_sealer", "secret"), "seal")
        self.databases.append(db)
        return Sealer(Watched(db, 1.0), db, signer, DOMAIN)

    def note(self, count: int, log: str = "79") -> None:
        """Append `count` events, each the first of its stream, in one transaction each hundred."""
        act = Origin("s:operator", "operator", "operator", DAY, "c", "k")
        while count:
            stream = f"note-{uuid.uuid4().hex}"
            entries, previous = list[bytes](), None
            for version in range(1, min(count, 100) + 1):
                body = {"type": "Noted", "data": {"text": "Đã ghi"}}
                at = "2024-09-05T01:00:00.000000Z"
                raw = envelope(log, stream, version, previous, at, act, body, uuid.uuid4().hex)
                entries.append(raw)
                previous = leaf_hash(raw)
            self.writer.append(
                Attempt(log, stream, 0, entries, uuid.uuid4().hex, canonical.digest(stream))
            )
            count -= len(entries)

    def root(self, size: int, log: str = "79") -> bytes:
        frontier = Frontier()
        for entry in self.writer.follow(log, 0, size):
            frontier.append(leaf_hash(entry.raw))
        assert frontier.size == size
        return frontier.root()

    def execute(self, statement: str) -> None:
        with_admin(self.admin, sql.SQL(statement))

    def close(self) -> None:
        for db in self.databases:
            db.close()
        self.writer._db.close()


def with_admin(uri: str, statement: sql.Composable) -> None:
    connection = psycopg2.connect(uri)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


@pytest.fixture
def installation(postgres_server: PostgresServer) -> Iterator[Installation]:
    found = Installation(postgres_server.uri)
    yield found
    found.close()


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not done():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.02)


@contextmanager
def running(*sealers: Sealer) -> Iterator[list[threading.Event]]:
    """Run sealers until the end of the block, each stopped by its own event."""
    stops = [threading.Event() for _ in sealers]
    threads = [
        threading.Thread(target=sealer.run, args=(stop,))
        for sealer, stop in zip(sealers, stops, strict=True)
    ]
    for thread in threads:
        thread.start()
    try:
        yield stops
    finally:
        for stop in stops:
            stop.set()
        for thread in threads:
            thread.join(DEADLINE)
            assert not thread.is_alive()


def sizes(seals: Seals, log: str = "79") -> list[int]:
    return [size for size, _ in seals.history(log, 2**62)]


def test_a_checkpoint_is_over_the_very_bytes_of_the_log(installation: Installation) -> None:
    signer = Signer(Disk())
    sealer = installation.sealer(signer)
    assert sealer.seal("79") is None
    installation.note(3)
    assert sealer.seal("79") == checkpoint.Checkpoint(ORIGIN, 3, installation.root(3))
    assert sealer.seal("79") is None
    installation.note(600)
    found = sealer.seal("79")
    assert found == checkpoint.Checkpoint(ORIGIN, 603, installation.root(603))
    key = Verifier.parse(signer.vkey(ORIGIN))
    kept = dict(sealer.seals.history("79", 603))
    assert [checkpoint.verify(note.encode(), key).size for note in kept.values()] == [3, 603]
    assert sealer.seals.newest("79") == found
    assert sealer.seals.vkey("79") == key


def test_the_tiles_of_every_signed_size_can_be_read(installation: Installation) -> None:
    sealer = installation.sealer(Signer(Disk()))
    for count in (1, 254, 1, 1, 300):
        installation.note(count)
        sealer.seal("79")
    assert sizes(sealer.seals) == [1, 255, 256, 257, 557]
    for size in sizes(sealer.seals):
        read = prefix(sealer.seals, "79", size)
        assert merkle.root(read, size) == installation.root(size)
        widths = {tile: len(read(*tile)) // 32 for tile, _ in merkle.tiles_of(size)}
        assert widths == dict(merkle.tiles_of(size))


def test_a_log_that_never_rests_is_signed_as_far_as_it_was(installation: Installation) -> None:
    pages = 0

    def read() -> None:
        nonlocal pages
        pages += 1
        assert pages < 5, "the end of the log is run after"
        installation.note(1)

    sealer = installation.sealer(Signer(Disk()), read)
    installation.note(3)
    assert sealer.seal("79") == checkpoint.Checkpoint(ORIGIN, 3, installation.root(3))
    assert sealer.seal("79") == checkpoint.Checkpoint(ORIGIN, 4, installation.root(4))


def test_each_log_has_a_tree_of_its_own(installation: Installation) -> None:
    sealer = installation.sealer(Signer(Disk()))
    installation.note(2, "79")
    installation.note(5, "77")
    with running(sealer):
        until(lambda: sealer.seals.newest("77") is not None)
        until(lambda: sealer.seals.newest("79") is not None)
    other = sealer.seals.newest("77")
    assert other is not None
    assert (other.origin, other.root) == (f"{DOMAIN}/tinh/77", installation.root(5, "77"))


def test_a_signed_checkpoint_that_was_not_stored_is_kept_at_the_next_step(
    installation: Installation,
) -> None:
    sealer = installation.sealer(Signer(Disk()))
    installation.note(4)
    sealer.seal("79")
    installation.execute("delete from seal.checkpoint")
    installation.note(1)
    sealer.seal("79")
    assert sizes(sealer.seals) == [4, 5]
    installation.execute("delete from seal.checkpoint where size = 5")
    assert installation.sealer(sealer._signer).seal("79") is None  # type: ignore[arg-type]
    assert sizes(sealer.seals) == [4, 5]


def test_a_log_that_lost_signed_entries_is_not_signed_on(installation: Installation) -> None:
    """As after a restore of the database to an earlier moment, new entries on top."""
    signer = Signer(Disk())
    sealer = installation.sealer(signer)
    installation.note(10)
    sealer.seal("79")
    for statement in (
        "alter table log.event disable trigger all",
        "delete from log.event where position > 7",
        "alter table log.event enable always trigger append_only",
        "truncate seal.tree, seal.tile, seal.checkpoint",
    ):
        installation.execute(statement)
    restored = installation.sealer(signer)
    with pytest.raises(Broken, match="10 were signed"):
        restored.seal("79")
    with pytest.raises(Unavailable, match="log-broken"):
        installation.note(1)
    # Somebody says that it is whole, and it is not.
    installation.execute("select log.whole('79')")
    installation.note(8)
    with pytest.raises(Broken, match="not those signed"):
        restored.seal("79")
    assert sizes(restored.seals) == []


def test_a_rewritten_entry_is_not_signed_over(installation: Installation) -> None:
    signer = Signer(Disk())
    sealer = installation.sealer(signer)
    installation.note(5)
    sealer.seal("79")
    for statement in (
        "alter table log.event disable trigger all",
        "update log.event set raw = replace(raw, 'Đã ghi', 'Đã sửa') where position = 5",
        f"update log.event set leaf = {LEAF} where position = 5",
        "truncate seal.tree, seal.tile",
    ):
        installation.execute(statement)
    installation.note(1)
    with pytest.raises(Broken, match="not those signed"):
        installation.sealer(signer).seal("79")


@pytest.mark.parametrize(
    ("change", "index"),
    [
        ("set raw = replace(raw, 'Đã', 'Đa') where position = 3", 2),
        ("set raw = replace(raw, 'Đã', 'Đa'), leaf = sha256('x') where position = 5", 4),
        ("set stream = 'note-elsewhere' where position = 2", 1),
        ("set type = 'Other' where position = 2", 1),
    ],
)
def test_an_entry_that_was_changed_before_it_was_sealed_is_not_signed(
    installation: Installation, change: str, index: int
) -> None:
    """Signed over, it would be the truth: no restored row would ever be whole again."""
    sealer = installation.sealer(Signer(Disk()))
    installation.note(5)
    installation.execute("create table kept as select * from log.event")
    installation.execute("alter table log.event disable trigger all")
    installation.execute(f"update log.event {change}")
    with pytest.raises(Broken) as broken:
        sealer.seal("79")
    assert broken.value.index == index
    assert sizes(sealer.seals) == []
    installation.execute("truncate log.event")
    installation.execute("insert into log.event select * from kept")
    arguments = ["79", "--database", dsn(installation.admin, "kd_sealer", "secret")]
    assert CliRunner().invoke(whole.command, arguments).exit_code == 0
    assert sealer.seal("79") == checkpoint.Checkpoint(ORIGIN, 5, installation.root(5))


PAST = {
    "in another form": ("replace(raw, ',\"v\":1', ', \"v\":1')", 3),
    "with a number that is none": ("replace(raw, '\"Đã ghi\"', '1.0')", 3),
    "of a day that is none": ("replace(raw, '2024-09-05T', '2024-02-30T')", 3),
    "by an actor of no form": ("replace(raw, 's:operator', 'operator')", 3),
    "after no entry": ('regexp_replace(raw, \'"prev":"....\', \'"prev":"0000\')', 3),
}


@pytest.mark.parametrize(("raw", "index"), PAST.values(), ids=list(PAST))
def test_what_was_written_past_the_append_is_not_signed(
    installation: Installation, raw: str, index: int
) -> None:
    """A superuser inserts what no audit would take: signed, the log would fail for ever."""
    sealer = installation.sealer(Signer(Disk()))
    installation.note(4)
    sql_ = (
        "alter table log.event disable trigger all;"
        "create table last as select * from log.event where position = 4;"
        "delete from log.event where position = 4;"
        f"update last set raw = {raw}; update last set leaf = {LEAF};"
        "insert into log.event select * from last"
    )
    installation.execute(sql_)
    with pytest.raises(Broken) as broken:
        sealer.seal("79")
    assert broken.value.index == index
    assert sizes(sealer.seals) == []


ACTS = {
    "an entry is changed": (
        "update log.event set raw = replace(raw, 'Đã', 'Đa') where position = 3",
        2,
    ),
    "a column is written anew": (
        "alter table log.event alter column raw type text using replace(raw, 'Đã', 'Đa')",
        0,
    ),
    "its leaf is changed too": (
        "update log.event set raw = 'x', leaf = sha256('\\x0078') where position = 7",
        6,
    ),
    "an entry in the middle is gone": ("delete from log.event where position = 5", 4),
    "the end is gone": ("delete from log.event where position > 8", 8),
    "everything is gone": ("truncate log.event", 0),
    "its stream is another": ("update log.event set stream = 'note-x' where position = 4", 3),
    "its type is another": ("update log.event set type = 'Other' where position = 9", 8),
    "its version is another": ("update log.event set ver = 99 where position = 10", 9),
    "a row stands before the first": (
        "insert into log.event select log, 0, 'note-x', 1, type, raw, leaf from log.event"
        " where position = 1",
        -1,
    ),
    "the end is another": (
        "update log.event set leaf = leaf, raw = raw || ' ' where position > 8",
        8,
    ),
}


@pytest.fixture(scope="module")
def shared(postgres_server: PostgresServer) -> Iterator[Installation]:
    found = Installation(postgres_server.uri)
    yield found
    found.close()


@pytest.mark.parametrize(("act", "index"), ACTS.values(), ids=list(ACTS))
def test_what_a_superuser_does_to_a_sealed_log_stops_it_and_is_named(
    shared: Installation, act: str, index: int
) -> None:
    """Nothing is signed over it, every act is refused, and only what is restored goes on."""
    signer = Signer(Disk())
    sealer = shared.sealer(signer)
    shared.execute("truncate seal.tree, seal.tile, seal.checkpoint")
    shared.execute("alter table log.event disable trigger all")
    shared.execute("truncate log.event")
    shared.execute("drop table if exists kept")
    shared.note(10)
    sealer.seal("79")
    shared.execute("create table kept as select * from log.event")
    shared.execute(act)
    with pytest.raises(Broken) as broken:
        sealer.seal("79")
    assert broken.value.index == index
    assert sizes(sealer.seals) == [10]
    with pytest.raises(Unavailable, match=f"từ mục có chỉ số {index}" if index >= 0 else "hỏng"):
        shared.note(1)
    arguments = ["79", "--database", dsn(shared.admin, "kd_sealer", "secret")]
    done = CliRunner().invoke(whole.command, arguments)
    assert (done.exit_code, f"chỉ số {index}." in done.output) == (1, index >= 0)
    shared.execute("truncate log.event")
    shared.execute("insert into log.event select * from kept")
    done = CliRunner().invoke(whole.command, arguments)
    assert done.exit_code == 0, done.output
    shared.note(1)
    assert sealer.seal("79") == checkpoint.Checkpoint(ORIGIN, 11, shared.root(11))


def test_what_is_older_than_the_tail_is_compared_bit_by_bit(installation: Installation) -> None:
    sealer = installation.sealer(Signer(Disk()))
    installation.note(TAIL + 300)
    sealer.seal("79")
    installation.execute("alter table log.event disable trigger all")
    installation.execute(
        "update log.event set raw = replace(raw, 'Đã', 'Đa') where position in (2, 270)"
    )
    assert sealer.seal("79") is None
    sealer._windows["79"] = 0
    with running(sealer):
        until(lambda: broken_at(installation) is not None)
    assert broken_at(installation) == 1
    sealer = installation.sealer(Signer(Disk()))
    sealer._windows["79"] = WINDOW
    with pytest.raises(Broken, match="entry 269"):
        sealer._look("79")


@pytest.mark.parametrize("levels", [1, 2])
def test_a_row_that_is_changed_with_its_tiles_is_noticed_in_a_log_at_rest(
    installation: Installation, levels: int
) -> None:
    """Who may change a row may change its hash, and the tiles of so many levels, too."""
    sealer = installation.sealer(Signer(Disk()))
    installation.note(TAIL + 300)
    sealer.seal("79")
    installation.execute(
        "alter table log.event disable trigger all;"
        "update log.event set raw = replace(raw, 'Đã', 'Đa') where position = 2;"
        f"update log.event set leaf = {LEAF} where position = 2"
    )
    hashes, at = leaf_hash(installation.writer.follow("79", 1, 1)[0].raw), 32
    for level in range(levels):
        tile = sealer.seals.tile("79", level, 0)
        tile = tile[:at] + hashes + tile[at + 32 :]
        installation.execute(
            f"update seal.tile set hashes = '\\x{tile.hex()}' where level = {level} and index = 0"
        )
        if level == 0:
            hashes, at = merkle.perfect(tile), 0
    sealer._windows["79"] = 0

    def look() -> None:
        sealer.seal("79")
        sealer._look("79")

    with pytest.raises(Broken, match="was changed" if levels == 1 else "not those signed"):
        look()
    arguments = ["79", "--database", dsn(installation.admin, "kd_sealer", "secret")]
    assert CliRunner().invoke(whole.command, arguments).exit_code == 1


BACK = {
    "rows, tiles and checkpoints": "delete from log.event where position > 5;"
    "delete from seal.checkpoint where size > 5; update seal.tree set size = 5;"
    "update seal.tile set hashes = substring(hashes for 160)",
    "everything": "truncate log.event, seal.tree, seal.tile, seal.checkpoint",
}


@pytest.mark.parametrize("act", BACK.values(), ids=list(BACK))
@pytest.mark.parametrize("again", [False, True], ids=["while it runs", "before it starts"])
def test_a_database_of_earlier_is_noticed_before_anybody_acts(
    installation: Installation, act: str, again: bool
) -> None:
    """The database comes back whole, as it was: an act that follows would take a signed place."""
    signer = Signer(Disk())
    sealer = installation.sealer(signer)
    for _ in range(2):
        installation.note(5)
        sealer.seal("79")
    installation.execute(f"alter table log.event disable trigger all; {act}")
    if again:
        sealer = installation.sealer(signer)
    with running(sealer):
        until(lambda: is_broken(installation))
    with pytest.raises(Unavailable, match="đã ký 10 mục"):
        installation.note(1)


def test_database_and_signer_of_earlier_are_noticed_by_who_signed(
    installation: Installation,
) -> None:
    """Both come back together while the sealer runs: it remembers what it had signed."""
    disk = Disk()
    sealer = installation.sealer(Signer(disk))
    installation.note(5)
    sealer.seal("79")
    old = dict(disk.names)
    installation.note(5)
    sealer.seal("79")
    disk.names = old
    installation.execute(f"alter table log.event disable trigger all; {next(iter(BACK.values()))}")
    with pytest.raises(Broken, match="10 were signed"):
        sealer.seal("79")


def test_tiles_that_were_lost_stop_the_log_before_it_grows(installation: Installation) -> None:
    signer = Signer(Disk())
    sealer = installation.sealer(signer)
    installation.note(300)
    sealer.seal("79")
    installation.execute("delete from seal.tile where level = 1")
    installation.note(1)
    for one in (sealer, installation.sealer(signer)):
        with pytest.raises(Broken):
            one.seal("79")


def test_the_database_of_whole_is_found_as_a_container_is_told_of_it(
    installation: Installation, tmp_path: Path
) -> None:
    """As the sealer is, or as `kiemdinh migrate` is, whose container has the command line."""
    sealer = installation.sealer(Signer(Disk()))
    installation.note(5)
    sealer.seal("79")
    given = extensions.parse_dsn(installation.admin)
    at = f"{given['host']}:{given['port']}/{given['dbname']}"
    secret = tmp_path / "secret"
    for variables in (
        {
            "KIEMDINH_DATABASE": f"postgresql://kd_sealer@{at}",
            "KIEMDINH_PASSWORD_FILE": str(secret),
        },
        {
            "KIEMDINH_ADMIN_DATABASE": f"postgresql://{given['user']}@{at}",
            "KIEMDINH_POSTGRES_PASSWORD": given["password"],
            "KIEMDINH_SEALER_PASSWORD_FILE": str(secret),
        },
    ):
        secret.write_text("secret\n")
        installation.execute("select log.breaks('79', 1, 'x')")
        done = CliRunner().invoke(whole.command, ["79"], env={"KIEMDINH_DEMO": "1", **variables})
        assert (done.exit_code, "5 mục" in done.output) == (0, True), done.output
        assert not is_broken(installation)
    nothing = dict.fromkeys(("KIEMDINH_DATABASE", "KIEMDINH_ADMIN_DATABASE"))
    done = CliRunner().invoke(whole.command, ["79", "--var", str(tmp_path)], env=nothing)
    assert (done.exit_code, "Thiếu --database" in done.output) == (1, True)


def is_broken(installation: Installation) -> bool:
    connection = psycopg2.connect(installation.admin)
    with closing(connection), connection.cursor() as db:
        db.execute("select broken_since is not null from log.founded where log = '79'")
        return db.fetchone() == (True,)


def broken_at(installation: Installation) -> int | None:
    connection = psycopg2.connect(installation.admin)
    with connection, connection.cursor() as db:
        db.execute("select broken_index from log.founded where log = '79'")
        ((index,),) = db.fetchall()
    connection.close()
    return None if index is None else int(index)


def test_another_key_does_not_go_on_with_a_log(installation: Installation) -> None:
    sealer = installation.sealer(Signer(Disk()))
    installation.note(5)
    sealer.seal("79")
    installation.note(1)
    with pytest.raises(Broken, match="under the key"):
        installation.sealer(Signer(Disk())).seal("79")


def test_a_signer_that_remembers_less_than_it_signed_is_not_asked_again(
    installation: Installation,
) -> None:
    """As after its folder came back from a backup: it would sign a second history."""
    disk = Disk()
    sealer = installation.sealer(Signer(disk))
    installation.note(5)
    sealer.seal("79")
    old = dict(disk.names)
    installation.note(5)
    sealer.seal("79")
    disk.names = old
    installation.note(1)
    with pytest.raises(Broken, match="remembers 5 entries"):
        installation.sealer(Signer(disk)).seal("79")
    disk.names[STATE] = UNUSED
    with pytest.raises(Broken, match="remembers 0 entries"):
        installation.sealer(Signer(disk)).seal("79")
    assert sizes(sealer.seals) == [5, 10]


class Away(Signer):
    """A signer that does not answer for a while."""

    away = True

    def last(self, origin: str) -> str | None:
        if self.away:
            raise Unavailable("signer-away", "Bộ ký không trả lời.")
        return super().last(origin)


def test_a_signer_that_is_away_is_waited_for(installation: Installation) -> None:
    signer = Away(Disk())
    sealer = installation.sealer(signer)
    installation.note(5)
    with running(sealer):
        until(lambda: sealer.seals.size("79") == 5)
        assert sealer.seals.newest("79") is None
        signer.away = False
        until(lambda: sealer.seals.newest("79") is not None)


def test_a_standby_takes_over_when_the_active_one_ends(installation: Installation) -> None:
    signer = Signer(Disk())
    first, second = installation.sealer(signer), installation.sealer(signer)
    with running(first, second) as stops:
        installation.note(3)
        until(lambda: sizes(first.seals) == [3])
        asked = [bool(sealer._known) for sealer in (first, second)]
        assert sorted(asked) == [False, True]
        stops[asked.index(True)].set()
        installation.note(2)
        until(lambda: sizes(first.seals)[-1:] == [5])
        assert all(sealer._known for sealer in (first, second))


def test_a_sealer_whose_connections_are_cut_goes_on(installation: Installation) -> None:
    sealer = installation.sealer(Signer(Disk()))
    seen = Seals(installation.writer._db)
    with running(sealer):
        for round_ in range(1, 4):
            installation.note(2)
            installation.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where usename = 'kd_sealer' and datname = current_database()"
            )
            until(lambda n=2 * round_: sizes(seen)[-1:] == [n])  # type: ignore[misc]


def test_two_sealers_at_once_still_make_one_tree(installation: Installation) -> None:
    signer = Signer(Disk())
    sealers = [installation.sealer(signer) for _ in range(3)]
    failures: list[Exception] = []

    def seal(sealer: Sealer) -> None:
        for _ in range(20):
            try:
                sealer.seal("79")
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=seal, args=(sealer,)) for sealer in sealers]
    for thread in threads:
        thread.start()
    for _ in range(10):
        installation.note(7)
    for thread in threads:
        thread.join(DEADLINE)
    sealers[0].seal("79")
    newest = sealers[0].seals.newest("79")
    assert newest is not None
    assert (newest.size, newest.root) == (70, installation.root(70))
    for size, note in sealers[0].seals.history("79", 70):
        assert checkpoint.read(note.encode()).root == installation.root(size)
    assert all(getattr(e, "code", "") in ("tree-moved-on", "signer-moved-on") for e in failures)


def test_a_tree_that_another_sealer_signed_further_is_not_called_broken(
    installation: Installation,
) -> None:
    class Overtaken(Signer):
        """Answers only after another sealer has grown and signed the tree."""

        def last(self, origin: str) -> str | None:
            installation.note(5)
            other.seal("79")
            return signer.last(origin)

    disk = Disk()
    signer = Signer(disk)
    other = installation.sealer(signer)
    installation.note(3)
    other.seal("79")
    slow = installation.sealer(Overtaken(disk))
    with pytest.raises(Unavailable, match="tree-moved-on"):
        slow.seal("79")
    assert sizes(other.seals) == [3, 8]


@pytest.mark.parametrize("role", ["kd_reader", "kd_registry", "kd_gateway"])
def test_every_role_reads_the_seals_and_only_the_sealer_writes_them(
    installation: Installation, role: str
) -> None:
    sealer = installation.sealer(Signer(Disk()))
    installation.note(1)
    sealer.seal("79")
    db = Database(dsn(installation.admin, role, "secret"), "seal")
    installation.databases.append(db)
    assert Seals(db).newest("79") == sealer.seals.newest("79")
    for statement in ("delete from seal.checkpoint", "update seal.tree set size = 0"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege), db.autocommit() as cursor:
            cursor.execute(statement)
