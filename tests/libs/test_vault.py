"""The vault: what it holds, what it takes to open it, and what is left when it has forgotten."""

import base64
import hashlib
import json
import sqlite3
import stat
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import psycopg2
import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from libs.engine.aggregate import Aggregate
from libs.engine.commands import Context, handle, now
from libs.engine.procedure import Procedure
from libs.hosting.installation import ROLES
from libs.hosting.transit import Transit, veiled
from libs.kernel.decider import Decider
from libs.kernel.messages import Contract, lifted, private
from libs.kernel.problems import BadSettings, Rejected
from libs.log.database import Database
from libs.log.entry import Answer, Attempt
from libs.log.memory import MemoryLog
from libs.people import disclosures
from libs.people.disclosures import BadDisclosure
from libs.people.vault import Hidden, Keys, KeyTaken, Opening, Vault, vault_in
from libs.rights import InRole, Right, Visibility
from services.registry.service import RegistryService
from tests.databases import installed
from tests.servers import PostgresServer

NAME = "Lò Thị Mẩy"
BY = Opening("u:canbo", "officer", "so", "đối chiếu", "corr")
OPERATOR = InRole(("operator",))


def test_a_disclosure_is_that_of_the_standard() -> None:
    # RFC 9901, section 4.2.1: the first example and its digest.
    known = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert disclosures.digest(known) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert disclosures.read(known) == ("family_name", "Möbius")


@given(st.binary(min_size=32, max_size=32), st.text(max_size=50), st.none() | st.text(max_size=200))
def test_what_was_disclosed_is_read_again(salt: bytes, name: str, value: str | None) -> None:
    text = disclosures.disclosure(salt, name, value)
    assert disclosures.read(text) == (name, value)
    assert disclosures.DIGEST.fullmatch(disclosures.digest(text))
    raw = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    assert base64.urlsafe_b64decode(raw[0] + "=") == salt


@pytest.mark.parametrize("text", ["", "ä", "a=b", "W10", "bnVsbA", "WyJhIiwgImIiLCAxXQ", "A" * 99])
def test_what_is_no_disclosure_is_refused(text: str) -> None:
    with pytest.raises(BadDisclosure):
        disclosures.read(text)


def test_what_crosses_the_broker_is_read_by_the_one_secret_alone() -> None:
    message = {"type": "RegisterPerson", "data": {"name": NAME}}
    wrapped = Transit("one").wrap(message)
    assert veiled(wrapped)
    assert not veiled(message)
    assert NAME not in json.dumps(wrapped, ensure_ascii=False)
    assert Transit("one").unwrap(wrapped) == message
    assert Transit("one").wrap(message) != wrapped
    with pytest.raises(InvalidTag):
        Transit("another").unwrap(wrapped)


def test_a_key_is_kept_wrapped_until_it_is_shredded(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "vault", "master")
    key, file = bytes(range(32)), tmp_path / "vault" / "keys.sqlite"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys.get("79/person-a") is None
    assert keys.add("79/person-a", key) == key
    assert keys.add("79/person-a", bytes(32)) == key
    assert Keys(tmp_path / "vault", "master").get("79/person-a") == key
    with sqlite3.connect(file) as db:
        (wrapped,) = db.execute("select wrapped from key where subject = '79/person-a'").fetchone()
    db.close()
    assert key not in file.read_bytes()
    assert wrapped in file.read_bytes()
    keys.shred("79/person-a")
    assert keys.get("79/person-a") is None
    assert keys.held(["79/person-a"]) == frozenset()
    left = b"".join(path.read_bytes() for path in (tmp_path / "vault").iterdir())
    assert wrapped not in left
    assert wrapped[12:] not in left


def test_another_master_key_opens_nothing_and_is_refused_at_the_start(tmp_path: Path) -> None:
    Keys(tmp_path, "master").add("79/person-a", bytes(32))
    with pytest.raises(BadSettings, match="KIEMDINH_VAULT_KEY"):
        Keys(tmp_path, "other")


def test_the_master_key_is_made_at_the_first_start_for_this_account_alone(tmp_path: Path) -> None:
    nowhere: Any = None
    vault_in(tmp_path / "vault", nowhere).keys.add("79/person-a", b"k" * 32)
    assert vault_in(tmp_path / "vault", nowhere).keys.get("79/person-a") == b"k" * 32
    assert stat.S_IMODE((tmp_path / "vault" / "master.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "vault").stat().st_mode) == 0o700


def test_one_key_is_kept_however_many_make_one_at_once(tmp_path: Path) -> None:
    keys = Keys(tmp_path, "master")
    kept: list[bytes] = []

    def add(n: int) -> None:
        kept.append(keys.add("79/person-a", bytes([n]) * 32))

    threads = [threading.Thread(target=add, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 8
    assert len(set(kept)) == 1


class Say:
    right: ClassVar[Right] = OPERATOR
    visibility: ClassVar[Visibility] = "officers"


@dataclass(frozen=True, slots=True)
class Tell(Say):
    name: str = private()


@dataclass(frozen=True, slots=True)
class Told(Say):
    sd: tuple[str, ...] = lifted("_sd")


def decide(command: Any, state: Any) -> Any:
    if command.name == NAME:
        raise AssertionError("the rules met the name")
    return [Told(sd=(command.name,))]


TELLING: Aggregate[Tell, int, Told] = Aggregate(
    "person",
    Decider(0, decide, lambda state, event: state + 1),
    Contract(Tell, unknown="raise"),
    Contract(Told),
    Procedure({Told: lambda events, *_: Tell(*events[0].sd)}),
)


@pytest.fixture(scope="module")
def database(postgres_server: PostgresServer) -> Iterator[Database]:
    with installed(postgres_server.uri, RegistryService) as dsn:
        db = Database(dsn, "registry")
        yield db
        db.close()


@pytest.fixture
def vault(database: Database, tmp_path: Path) -> Iterator[Vault]:
    yield vault_in(tmp_path / "vault", database)
    with database.transaction() as db:
        db.execute("delete from vault.disclosure")
        db.execute("delete from vault.erased")


def tell(
    log: MemoryLog, vault: Vault | None, name: str = NAME, id: str = "command", stream: str = "a"
) -> Answer:
    context = Context(id, "s:operator", date(2025, 1, 1), "c", now() + timedelta(seconds=10))
    wire = {"type": "Tell", "data": {"name": name}}
    return handle(log, TELLING, "79", f"person-{stream}", wire, context, vault=vault)


def opened(log: MemoryLog, vault: Vault, stream: str = "a") -> Any:
    found = vault.open(log.read("79", f"person-{stream}"), BY)
    return found[f"person-{stream}"].values if found else None


def count(database: Database) -> int:
    with database.transaction() as db:
        db.execute("select count(*) from vault.disclosure")
        ((found,),) = db.fetchall()
    return int(found)


def test_private_texts_need_a_vault() -> None:
    with pytest.raises(TypeError, match="no vault"):
        tell(MemoryLog(), None)


@pytest.mark.e2e
def test_a_private_text_is_in_the_vault_and_nowhere_else(vault: Vault) -> None:
    class Watched(MemoryLog):
        attempts: ClassVar[list[Attempt]] = []

        def append(self, attempt: Attempt) -> Answer:
            self.attempts.append(attempt)
            return super().append(attempt)

    log = Watched()
    tell(log, vault)
    assert opened(log, vault) == {"name": NAME}
    (attempt,) = log.attempts
    assert NAME not in repr(attempt)
    guess = ["s:operator", "person-a", "Tell", {"name": NAME}]
    plain = json.dumps(guess, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert attempt.digest != hashlib.sha256(plain.encode()).hexdigest()


@pytest.mark.e2e
def test_three_things_open_a_name_and_none_of_them_is_spare(
    vault: Vault, database: Database, tmp_path: Path
) -> None:
    log = MemoryLog()
    tell(log, vault)
    other = vault_in(tmp_path / "other", database)
    assert opened(log, other) is None
    other.keys.add("79/person-a", b"x" * 32)
    with pytest.raises(InvalidTag):
        opened(log, other)
    with database.transaction() as db:
        db.execute("delete from vault.disclosure")
    assert opened(log, vault) is None


@pytest.mark.e2e
def test_a_disclosure_cannot_be_shown_as_another_persons(vault: Vault, database: Database) -> None:
    log = MemoryLog()
    tell(log, vault)
    tell(log, vault, "Khác", "other", "b")
    with database.transaction() as db:
        db.execute(
            "update vault.disclosure set sealed = (select sealed from vault.disclosure"
            " where stream = 'person-a') where stream = 'person-b'"
        )
    with pytest.raises(InvalidTag):
        opened(log, vault, "b")


@pytest.mark.e2e
def test_after_forgetting_an_older_copy_of_the_database_opens_nothing(
    vault: Vault, database: Database
) -> None:
    log = MemoryLog()
    tell(log, vault)
    with database.transaction() as db:
        db.execute("create table backup as select * from vault.disclosure")
    with database.transaction() as db:
        vault.forget(db, "79", "person-a")
    assert (opened(log, vault), count(database)) == (None, 0)
    with database.transaction() as db:
        db.execute("insert into vault.disclosure select * from backup")
        db.execute("drop table backup")
    assert opened(log, vault) is None
    # The folder of keys holds nothing of this person any more, so neither does any guess of ours.
    assert vault.keys.get("79/person-a") is None


@pytest.mark.e2e
def test_a_command_that_comes_again_commits_to_the_same(vault: Vault, database: Database) -> None:
    class Breaking(MemoryLog):
        broken = True

        def append(self, attempt: Attempt) -> Answer:
            if self.broken:
                raise OSError
            return super().append(attempt)

    log = Breaking()
    with pytest.raises(OSError):  # noqa: PT011
        tell(log, vault)
    log.broken = False
    tell(log, vault)
    assert (opened(log, vault), count(database)) == ({"name": NAME}, 1)
    assert tell(log, vault).version == 1
    with pytest.raises(Rejected, match="command-id-reused"):
        tell(log, vault, "Khác")


@pytest.mark.e2e
def test_who_makes_the_key_second_begins_again_with_the_first_ones(
    vault: Vault, database: Database
) -> None:
    texts = {"name": NAME}
    one, two = (vault.hide("79", "person-a", "c", texts) for _ in range(2))
    assert one.commitments != two.commitments
    one.keep()
    with pytest.raises(KeyTaken):
        two.keep()
    again = vault.hide("79", "person-a", "c", texts)
    again.keep()
    assert again.commitments == one.commitments
    assert count(database) == 1


@pytest.mark.e2e
def test_two_first_commands_at_once_are_both_carried_out(vault: Vault, database: Database) -> None:
    log = MemoryLog()

    class Late(Vault):
        overtaken = False

        def hide(
            self, log_: str, stream: str, command: str, texts: Mapping[str, str | None]
        ) -> Hidden:
            hidden = super().hide(log_, stream, command, texts)
            if not self.overtaken:
                self.overtaken = True
                tell(log, vault, "Người nhanh hơn", "first")
            return hidden

    assert tell(log, Late(database, vault.keys), NAME, "second").version == 2
    found = vault.open(log.read("79", "person-a"), BY)["person-a"]
    shown = [disclosures.read(text)[1] for text in found.disclosures]
    assert shown == ["Người nhanh hơn", NAME]


@pytest.mark.e2e
@pytest.mark.parametrize("role", [role for role in ROLES if role != "kd_registry"])
def test_no_other_role_of_the_database_enters_the_vault(database: Database, role: str) -> None:
    for table in ("disclosure", "opening", "erased"):
        as_role = f"set local role {role}; select from vault.{table}"
        with pytest.raises(psycopg2.errors.InsufficientPrivilege), database.transaction() as db:
            db.execute(as_role)


@pytest.mark.e2e
def test_a_command_under_way_does_not_bring_a_shredded_key_back(
    vault: Vault, database: Database
) -> None:
    log = MemoryLog()
    tell(log, vault)
    late = vault.hide("79", "person-a", "late", {"name": "Mới"})
    with database.transaction() as db:
        vault.forget(db, "79", "person-a")
    with pytest.raises(KeyTaken):
        late.keep()
    assert (vault.keys.get("79/person-a"), count(database)) == (None, 0)


@pytest.mark.e2e
def test_what_a_lost_command_left_behind_is_swept_and_nothing_else(
    vault: Vault, database: Database
) -> None:
    log = MemoryLog()
    tell(log, vault)
    tell(log, vault, "Khác", "other", "b")
    vault.hide("79", "person-a", "lost", {"name": "Mới"}).keep()
    vault.hide("79", "person-c", "lost", {"name": "Mới"}).keep()
    with database.transaction() as db:
        vault.follow(db, log.read("79", "person-a")["person-a"][0])
        assert vault.sweep(db, log) == 0
        db.execute("update vault.disclosure set at = at - interval '2 hours'")
        assert vault.sweep(db, log) == 2
    assert opened(log, vault, "b") == {"name": "Khác"}
    assert opened(log, vault) == {"name": NAME}
    assert vault.held("79", ["person-a", "person-c"]) == {"person-a"}
