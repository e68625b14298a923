"""Who was erased is nowhere: dump, files of the database, WAL, broker, logs, bundles, read tables.

Nor was the name in any of them before, but as ciphertext in the vault. The search itself is tried
on texts that were left on purpose.
"""

import base64
import secrets
import shutil
import stat
import subprocess
import threading
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import pytest
from click.testing import CliRunner
from cryptography.exceptions import InvalidTag
from kombu.connection import Connection

from libs.hosting.private_postgres.programs import candidates
from libs.log.database import Database
from libs.log.postgres import PostgresLog
from libs.people.vault import Keys, Opening, Vault
from services.cli.api import Api, Refused
from services.cli.catalogue import SERVICES
from services.cli.platform import platform
from services.cli.replay import replay
from services.cli.vault import vault as vault_commands
from services.cli.verify import verify
from tests.e2e.searching import files, hits, shapes
from tests.e2e.stack import Stack, connected
from tests.messaging import until
from tests.servers import OwnPostgres, RabbitServer

pytestmark = pytest.mark.e2e

NAME, PHONE, EMAIL = "Xuỳnh Trưởng Ngoẵng", "0987 654 302", "xuynh.ngoang.302@example.edu.vn"
NEW_PHONE = "0987 654 777"
NEEDLES = (NAME, "Ngoẵng", PHONE, PHONE.replace(" ", ""), EMAIL, "xuynh.ngoang", NEW_PHONE)
WHY = "đối chiếu danh sách đoàn đánh giá"
OPERATOR = "s:operator"
LOG = "79"


class World:
    """A distributed platform on servers whose files these tests may read, and one person in it."""

    def __init__(self, stack: Stack, postgres: OwnPostgres, folder: Path) -> None:
        self.stack = stack
        self.postgres = postgres
        self.folder = folder
        self.id = uuid.uuid4().hex[:-1] + "a"
        self.stream = f"person-{self.id}"
        self.api = Api(stack.url, stack.operator_key, patience=60)

    def do(self, name: str, data: dict[str, Any], stream: str | None = None) -> int:
        """Carry out a command as the operator; return its position."""
        done = self.api.command(
            *(LOG, stream or self.stream, name, data),
            actor=OPERATOR,
            on=None,
            command_id=uuid.uuid4().hex,
        )
        return done.position

    def ask(self, why: str | None = WHY, seen: int = 0) -> Any:
        """Return what the platform says of the person."""
        further = {} if why is None else {"why": why}
        path = f"/v1/{LOG}/person/{self.id}"
        return self.api.get(path, actor=OPERATOR, min_position=seen, **further).json()

    def export(self, name: str) -> tuple[Path, Path]:
        """Write a bundle and what may be opened of it; return both."""
        bundle, opened = self.folder / name, self.folder / f"{name}.opened"
        self.stack.run(
            *("export", LOG, str(bundle), "--database", self.stack.admin_dsn),
            *("--disclose", str(opened), "--url", self.stack.url),
            *("--key", self.stack.operator_key, "--why", WHY),
        )
        return bundle, opened

    def dump(self, *options: str) -> bytes:
        """Return pg_dump's text of the whole database."""
        tools = next(place for place in candidates() if (place / "pg_dump").exists())
        done = subprocess.run(
            [str(tools / "pg_dump"), *options, self.stack.admin_dsn],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """Yield all that the platform and its servers have written anywhere."""
        with connected(self.stack.admin_dsn) as db:
            db.execute("checkpoint")
            db.execute("select pg_switch_wal()")
        yield "pg_dump", self.dump()
        # The data folder with its WAL, the statements the server logged, what each process logged,
        # the signer's memory, the vault's keys, the bundles.
        yield from files(self.postgres.server.folder, self.postgres.server._home)
        yield from files(self.stack.folder)
        yield from (f for f in files(self.folder) if not f[0].endswith(".opened"))
        yield from broker_files(self.stack.rabbitmq)

    def vault(self, keys: Path) -> Vault:
        """Return the vault as it opens with a folder of keys."""
        db = Database(self.stack.admin_dsn, "registry", 2)
        return Vault(db, Keys(keys, self.stack._vault_key))

    def opened_with(self, keys: Path) -> Any:
        """Return what the newest database and a folder of keys open of the person."""
        vault = self.vault(keys)
        with closing(vault.db):
            log = PostgresLog(vault.db)
            by = Opening(OPERATOR, "operator", "operator", WHY, "c")
            found = vault.open(log.read(LOG, self.stream), by)
        return found[self.stream].values if found else None


def broker_files(broker: RabbitServer) -> Iterator[tuple[str, bytes]]:
    """Yield what the broker has on its disk."""
    if broker.how == "private":
        yield from files(broker._folder)  # type: ignore[attr-defined]
    elif broker.how == "docker":
        box = broker._box.get_wrapped_container()  # type: ignore[attr-defined]
        parts, _ = box.get_archive("/var/lib/rabbitmq")
        yield "/var/lib/rabbitmq", b"".join(parts)
    else:
        pytest.skip("the broker's files are not ours to read")


@pytest.fixture(scope="module")
def world(
    rabbitmq_server: RabbitServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with OwnPostgres() as postgres:
        with connected(postgres.uri) as db:
            # As careless as a server can be set up: it writes down every statement and its values.
            for setting in ("log_statement = 'all'", "log_min_duration_statement = 0"):
                db.execute(f"alter system set {setting}")
            db.execute("select pg_reload_conf()")
        with Stack(postgres, rabbitmq_server) as stack:
            yield World(stack, postgres, tmp_path_factory.mktemp("erasure"))


@pytest.fixture(scope="module")
def used(world: World) -> World:
    """A person registered over HTTP, corrected, given a post and a role, and looked at."""
    people = {"name": NAME, "phone": PHONE, "email": EMAIL, "sample": True}
    world.do("RegisterPerson", people)
    post = {"post": "teacher", "org": "truong1", "starts": "2024-09-01", "basis": "QĐ 1"}
    world.do("TakePost", post)
    last = world.do("CorrectPerson", {"phone": NEW_PHONE})
    view = world.ask(seen=last)
    assert (view["name"], view["phone"], view["email"]) == (NAME, NEW_PHONE, EMAIL)
    actor = f"u:{world.id}"
    own = world.api.get(f"/v1/{LOG}/person/{world.id}", actor=actor, why="xem của tôi")
    assert (own.json()["name"], own.headers["Cache-Control"]) == (NAME, "no-store")
    account = {"actor": actor, "login": "gv302"}
    world.api._call("POST", "/v1/accounts", OPERATOR, None, {}, account)
    with pytest.raises(Refused):
        world.do("CorrectPerson", {"email": f"không phải thư {NAME}"})
    return world


def test_a_command_waits_on_the_broker_as_ciphertext(used: World) -> None:
    stack = used.stack
    stack.kill("registry")
    id = uuid.uuid4().hex
    data = {"phone": NEW_PHONE}

    def send() -> None:
        used.api.command(
            LOG, used.stream, "CorrectPerson", data, actor=OPERATOR, on=None, command_id=id
        )

    sender = threading.Thread(target=send)
    sender.start()
    try:

        def waiting() -> list[dict[str, Any]]:
            asked = {"count": 10, "ackmode": "ack_requeue_true", "encoding": "auto"}
            path = ("queues", stack._name, "rpc-registry", "get")
            found: list[dict[str, Any]] = stack._management.ask("POST", *path, body=asked)
            return [m for m in found if used.stream in m["payload"]]

        message = until(waiting, 60, "a command on the queue of the registry")[0]
        assert "veiled" in message["payload"]
        assert message["properties"]["delivery_mode"] == 1
        assert hits(NEEDLES, [("message", message["payload"].encode())]) == []
    finally:
        stack.start("registry")
        sender.join(90)
    assert not sender.is_alive()


def test_before_erasure_the_name_is_nowhere_but_in_the_vault(used: World) -> None:
    bundle, opened = used.export("before")
    assert hits(NEEDLES, used.everything()) == []
    report = verify(bundle, disclosures=opened)
    assert report.ok, report.failure
    assert report.committed == report.disclosed >= 4
    assert verify(bundle).ok
    assert hits((NAME,), [("opened", opened.read_bytes())]) != []


def test_after_erasure_nothing_that_is_left_opens_it(used: World, tmp_path: Path) -> None:
    keys = used.stack.folder / "vault"
    older_keys = tmp_path / "keys"
    shutil.copytree(keys, older_keys)
    backup = used.dump("--data-only", "--table", "vault.disclosure", "--inserts").decode()
    ciphertext = [line for line in backup.splitlines() if used.stream in line]
    assert len(ciphertext) >= 4
    printed = used.stack.run(
        *("vault", "erase", used.id, "--reason", "requested", "--yes", "--log", LOG),
        *("--url", used.stack.url, "--key", used.stack.operator_key),
    )
    view = used.ask()
    assert view["erased_at"] > 0
    assert f"đã xóa theo sự kiện {view['erased_at']}" in view["notice"]
    assert view["notice"] in printed
    assert "Tài khoản đăng nhập và các khóa API của người này đã xóa." in printed
    assert (view["held"], view["name"], view["disclosures"]) == (False, None, [])

    with connected(used.stack.admin_dsn) as db:
        db.execute("select count(*) from vault.disclosure where stream = %s", (used.stream,))
        assert db.fetchone() == (0,)
        db.execute("vacuum full vault.disclosure")
    bundle, opened = used.export("after")
    assert hits(NEEDLES, used.everything()) == []
    assert opened.read_bytes() == b""
    report = verify(bundle, disclosures=opened)
    assert report.ok, report.failure
    assert (report.committed >= 4, report.disclosed) == (True, 0)

    # The rows of a backup from before, put back, stay shut: with the keys of now, with any of them.
    with connected(used.stack.admin_dsn) as db:
        for line in ciphertext:
            db.execute(line)
    assert used.opened_with(keys) is None
    vault = used.vault(keys)
    with closing(vault.db):
        vault.keys.add("guess", bytes(32))
        others = [vault.keys.get(name) or b"" for name in ("guess", "master")]
        for key in (*others, secrets.token_bytes(32)):
            shutil.copytree(keys, tmp_path / key.hex()[:40], dirs_exist_ok=True)
            guess = tmp_path / key.hex()[:40]
            Keys(guess, used.stack._vault_key).add(f"{LOG}/{used.stream}", key)
            with pytest.raises(InvalidTag):
                used.opened_with(guess)
    # Only a copy of the keys from before would: such copies must not be kept (docs/people.md).
    assert used.opened_with(older_keys)["name"] == NAME


def test_the_history_of_what_was_done_still_holds(used: World) -> None:
    types = [e.type for e in used.api.events(LOG) if e.stream == used.stream]
    assert types[:3] == ["PersonRegistered", "PostTaken", "PersonCorrected"]
    assert types[-1] == "PersonErased"
    db = Database(used.stack.admin_dsn, "log", 2)
    with closing(db):
        registry = next(service for service in SERVICES if service.name == "registry")
        tables = replay(used.stack.admin_dsn, registry, PostgresLog(db).replay)
    assert all(table.equal for table in tables), tables
    assert {table.table for table in tables} >= {"pseudonym", "person_post"}


PLANTED = "Nguyễn Thị Quên Xoá"


def test_the_search_finds_what_was_left_on_purpose(used: World) -> None:
    with connected(used.stack.admin_dsn) as db:
        db.execute("alter table registry.pseudonym add column left_over text")
        db.execute("update registry.pseudonym set left_over = %s", (PLANTED,))
    with (used.stack.folder / "gateway.log").open("a") as log:
        log.write(f"person={PLANTED}\n")
    broker = used.stack.rabbitmq
    with Connection(broker.uri) as connection:
        queue = connection.SimpleQueue("left", queue_opts={"durable": True})
        queue.put({"name": PLANTED}, delivery_mode=2)
        queue.close()
    data = used.postgres.server._home / "data"
    wanted = {
        "pg_dump": lambda place: place == "pg_dump",
        "WAL": lambda place: f"{data.resolve()}/pg_wal/" in place,
        "table": lambda place: f"{data.resolve()}/base/" in place,
        "statement": lambda place: (
            str(used.postgres.server._home.resolve()) in place and "/data/" not in place
        ),
        "log": lambda place: place.endswith("gateway.log"),
        "broker": lambda place: place in broker_places,
    }

    def missed() -> set[str]:
        broker_places.update(name for name, _ in broker_files(broker))
        places = {name for name, _ in hits((PLANTED,), used.everything())}
        return {what for what, fits in wanted.items() if not any(map(fits, places))}

    broker_places: set[str] = set()
    until(lambda: not missed(), 60, "each planted text found")


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_search_knows_the_shapes(code: str, form: Literal["NFC", "NFD"]) -> None:
    raw = unicodedata.normalize(form, NAME).encode(code)
    for shaped in (raw, raw.hex().encode(), raw.hex().upper().encode()):
        assert hits((NAME,), [("a", b"--" + shaped + b"--")])
    for before in range(4):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            assert hits((NAME,), [("a", encode(b"x" * before + raw + b"tail"))])
    assert hits((NAME,), [(f"folder/{NAME}", b"")])
    assert not hits((NAME,), [("a", b"Xuynh Truong")])
    assert min(map(len, shapes("0987"))) >= 4


def test_one_process_keeps_its_keys_over_a_restart_and_erases_as_well(open_folder: Path) -> None:
    folder, id = open_folder / "var", uuid.uuid4().hex[:-1] + "a"
    runner, common = CliRunner(), ("--log", LOG, "--var", str(folder), "--url")
    with platform(folder, 0, demo=False) as running:
        api = Api(running.url, running.operator_key, patience=30)
        done = api.command(
            *(LOG, f"person-{id}", "RegisterPerson", {"name": NAME, "phone": PHONE}),
            actor=OPERATOR,
            on=None,
            command_id=uuid.uuid4().hex,
        )
        api.get(f"/v1/{LOG}/school", actor=OPERATOR, min_position=done.position)  # now it is shown
    assert hits(NEEDLES, files(folder, folder / "postgres" / "data")) == []
    with platform(folder, 0, demo=False) as running:
        shown = runner.invoke(
            vault_commands, ["show", f"u:{id}", "--why", WHY, *common, running.url]
        )
        assert (shown.exit_code, NAME in shown.output) == (0, True), shown.output
        erase = ["erase", f"u:{id}", "--reason", "requested", *common, running.url]
        assert runner.invoke(vault_commands, erase, input="n\n").exit_code == 1
        erased = runner.invoke(vault_commands, erase, input="y\n")
        assert (erased.exit_code, "đã xóa theo sự kiện" in erased.output) == (0, True)
        again = runner.invoke(vault_commands, ["show", id, "--why", WHY, *common, running.url])
        assert "đã xóa theo sự kiện" in again.output
        assert NAME not in again.output
    assert hits(NEEDLES, files(folder, folder / "postgres" / "data")) == []
    assert stat.S_IMODE((folder / "vault" / "master.key").stat().st_mode) == 0o600
