import itertools
import json
import os
import signal
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.kernel.problems import Conflict, Forbidden, Invalid, Rejected, Unavailable
from libs.proof import checkpoint, merkle
from libs.proof.merkle import EMPTY, Frontier, grow, leaf_hash
from libs.proof.signed_notes import Verifier
from libs.proof.signer import KEY, STATE, Folder, Signer, SignerClient, application, spawn

DOMAIN = "kiemdinh.example.vn"
ORIGIN = f"{DOMAIN}/tinh/79"
SHARED = 3
Fork = Literal["a", "b"]
Fault = Literal["not done", "done but reported failed"]
Crash = Literal["no", "names on disk", "names as seen"]


class History:
    """Two logs that are one up to entry 3: what an operator has who rewrote the rest."""

    def __init__(self, fork: Fork) -> None:
        names = [f"{fork if n >= SHARED else ''}{n}" for n in range(12)]
        leaves = [leaf_hash(name.encode()) for name in names]
        self._tiles = grow(0, {}, leaves)

    def read(self, level: int, index: int) -> bytes:
        return self._tiles[level, index]

    def root(self, size: int) -> bytes:
        return merkle.root(self.read, size)

    def proof(self, old: int, size: int) -> list[bytes]:
        return merkle.consistency(self.read, old, size)


HISTORIES: dict[Fork, History] = {"a": History("a"), "b": History("b")}


class Disk:
    """Storage that can fail at any call, in both ways, and lose power.

    `names` is what processes see, `safe` what a power loss leaves; content written without an error
    is safe, names only after `sync`.
    """

    def __init__(self) -> None:
        self.names: dict[str, bytes] = {}
        self.safe: dict[str, bytes] = {}
        self.faults: dict[int, Fault] = {}
        self.calls = 0

    def read(self, name: str) -> bytes | None:
        return self.names.get(name)

    def write(self, name: str, content: bytes) -> None:
        self._do(lambda: self.names.update({name: content}))

    def rename(self, old: str, new: str) -> None:
        self._do(lambda: self.names.update({new: self.names.pop(old)}))

    def sync(self) -> None:
        self._do(lambda: setattr(self, "safe", dict(self.names)))

    def crash(self, how: Crash) -> None:
        if how == "names on disk":
            self.names = dict(self.safe)
        self.safe = dict(self.names)

    def _do(self, work: Callable[[], None]) -> None:
        fault = self.faults.get(self.calls)
        self.calls += 1
        if fault != "not done":
            work()
        if fault is not None:
            raise OSError(fault)


def start(disk: Disk) -> Signer:
    """Start a signer, again and again as a supervisor would."""
    for _ in range(20):
        try:
            return Signer(disk)
        except OSError:
            continue
    raise AssertionError("the signer never started")


def ask(signer: Signer, fork: Fork, size: int, released: list[str]) -> None:
    """Ask as the sealer does: first what was signed last, then for more."""
    history = HISTORIES[fork]
    try:
        last = signer.last(ORIGIN)
        if last is not None:
            released.append(last)
        old = checkpoint.read(last.encode()).size if last else 0
        proof = history.proof(old, size) if old <= size else []
        released.append(signer.sign(ORIGIN, old, size, history.root(size), proof))
    except (OSError, Rejected):
        pass


def assert_one_history(released: list[str]) -> None:
    for fork in HISTORIES.values():
        states = [checkpoint.read(note.encode()) for note in released]
        if all(state.root == fork.root(state.size) for state in states):
            return
    raise AssertionError(f"inconsistent checkpoints were signed: {released}")


def test_an_extension_is_signed_and_remembered() -> None:
    disk = Disk()
    signer = Signer(disk)
    first = signer.sign(ORIGIN, 0, 4, HISTORIES["a"].root(4), [])
    key = Verifier.parse(signer.vkey(ORIGIN))
    assert checkpoint.verify(first.encode(), key).size == 4
    again = Signer(disk)
    assert again.last(ORIGIN) == first
    assert again.vkey(ORIGIN) == str(key)
    second = again.sign(ORIGIN, 4, 9, HISTORIES["a"].root(9), HISTORIES["a"].proof(4, 9))
    assert checkpoint.verify(second.encode(), key).root == HISTORIES["a"].root(9)
    assert again.sign(ORIGIN, 9, 9, HISTORIES["a"].root(9), []) == second


def test_each_log_has_its_own_line_of_checkpoints() -> None:
    signer = Signer(Disk())
    signer.sign(ORIGIN, 0, 4, HISTORIES["a"].root(4), [])
    other = "kiemdinh.example.vn/tinh/77"
    assert signer.last(other) is None
    signer.sign(other, 0, 6, HISTORIES["b"].root(6), [])
    assert checkpoint.read((signer.last(ORIGIN) or "").encode()).size == 4


def test_what_is_no_extension_is_refused() -> None:
    signer = Signer(Disk())
    a, b = HISTORIES["a"], HISTORIES["b"]
    with pytest.raises(Rejected, match="not-an-extension"):
        signer.sign(ORIGIN, 0, 4, a.root(4), [EMPTY])
    signer.sign(ORIGIN, 0, 5, a.root(5), [])
    with pytest.raises(Rejected, match="not-an-extension"):
        signer.sign(ORIGIN, 5, 9, b.root(9), b.proof(5, 9))
    with pytest.raises(Rejected, match="not-an-extension"):
        signer.sign(ORIGIN, 5, 5, b.root(5), [])
    with pytest.raises(Rejected, match="not-an-extension"):
        signer.sign(ORIGIN, 5, 4, a.root(4), [])
    with pytest.raises(Conflict, match="signer-moved-on"):
        signer.sign(ORIGIN, 0, 9, a.root(9), [])
    with pytest.raises(Conflict, match="signer-moved-on"):
        signer.sign(ORIGIN, 3, 9, b.root(9), b.proof(3, 9))
    for origin in ("", "a b", "a+b", "a\nb"):
        with pytest.raises(Invalid):
            signer.sign(origin, 0, 4, a.root(4), [])
    with pytest.raises(Invalid):
        signer.sign(ORIGIN, 5, 0, EMPTY, [])


STEPS: list[tuple[Fork, int]] = [("a", 2), ("a", 5), ("b", 6), ("a", 8), ("b", 9)]
FAULTS: list[Fault] = ["not done", "done but reported failed"]
CRASHES: list[Crash] = ["no", "names on disk", "names as seen"]


def storage_calls() -> int:
    disk = Disk()
    signer = start(disk)
    for fork, size in STEPS:
        ask(signer, fork, size, [])
    return disk.calls


def test_no_failing_storage_call_makes_it_sign_two_histories() -> None:
    """Every storage call fails in both ways; then no crash, or a power loss of either kind."""
    runs = signed = 0
    cases = itertools.product(range(storage_calls()), FAULTS, CRASHES, range(len(STEPS)), "ab")
    for call, fault, crash, moment, next_fork in cases:
        disk = Disk()
        disk.faults[call] = fault
        signer, released = start(disk), list[str]()
        for n, (fork, size) in enumerate(STEPS):
            ask(signer, fork, size, released)
            if n == moment:
                disk.crash(crash)
                signer = start(disk)
                ask(signer, "b" if next_fork == "b" else "a", 7, released)
        assert_one_history(released)
        runs += 1
        signed += len(released)
    assert runs > 500
    assert signed > 3 * runs


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]), st.integers(1, 11), st.sampled_from(["go on", *CRASHES])
        ),
        min_size=1,
        max_size=14,
    ),
    st.dictionaries(st.integers(0, 60), st.sampled_from(FAULTS), max_size=12),
)
@settings(max_examples=300, deadline=None)
def test_no_series_of_faults_and_crashes_makes_it_sign_two_histories(
    steps: list[tuple[Fork, int, Any]], faults: dict[int, Fault]
) -> None:
    disk = Disk()
    disk.faults = faults
    signer, released = start(disk), list[str]()
    for fork, size, then in steps:
        ask(signer, fork, size, released)
        if then != "go on":
            disk.crash(then)
            signer = start(disk)
    assert_one_history(released)


class Hasty(Signer):
    """Shows what it may not have flushed."""

    def _settle(self) -> None:
        pass


@pytest.mark.parametrize("kind", [Signer, Hasty])
def test_what_a_failed_flush_left_behind_is_not_shown(kind: type[Signer]) -> None:
    """Also the proof that these tests find the fault they look for: the hasty signer has it."""
    disk = Disk()
    signer, released = kind(disk), list[str]()
    disk.faults = {disk.calls + n: "not done" for n in (2, 3)}
    with pytest.raises(OSError, match="not done"):
        signer.sign(ORIGIN, 0, 5, HISTORIES["a"].root(5), [])
    with suppress(OSError):
        released.append(signer.last(ORIGIN) or "")
    disk.crash("names on disk")
    disk.faults = {}
    ask(kind(disk), "b", 8, released)
    if kind is Hasty:
        with pytest.raises(AssertionError, match="inconsistent"):
            assert_one_history(released)
    else:
        assert_one_history(released)


def test_a_lost_or_changed_state_stops_the_signer() -> None:
    disk = Disk()
    signer = Signer(disk)
    note = signer.sign(ORIGIN, 0, 4, HISTORIES["a"].root(4), [])
    whole = dict(disk.names)
    forged = json.dumps({ORIGIN: note.replace("\n4\n", "\n3\n")}).encode()
    for names in (
        {KEY: whole[KEY]},
        {STATE: whole[STATE]},
        {**whole, STATE: forged},
        # The state of somebody who has signed nothing, under a key that signed.
        *({**whole, STATE: empty} for empty in (b"{}", b"{}\n", b" { }", b"[]", b"null", b"{")),
        # What it signed for one log under the name of another.
        {**whole, STATE: json.dumps({f"{DOMAIN}/tinh/77": note}).encode()},
    ):
        disk.names = dict(names)
        with pytest.raises(RuntimeError):
            Signer(disk)
    # The same while it runs.
    for state in (b"{}\n", b"[]", forged):
        disk.names = {**whole, STATE: state}
        with pytest.raises(RuntimeError):
            signer.sign(ORIGIN, 0, 9, HISTORIES["b"].root(9), [])


def test_a_signer_that_has_signed_nothing_starts_again() -> None:
    disk = Disk()
    vkey = Signer(disk).vkey(ORIGIN)
    assert (Signer(disk).vkey(ORIGIN), Signer(disk).last(ORIGIN)) == (vkey, None)


def test_it_signs_for_its_own_logs_alone() -> None:
    signer, history = Signer(Disk(), {ORIGIN}), HISTORIES["a"]
    signer.sign(ORIGIN, 0, 5, history.root(5), [])
    for other in (f"{DOMAIN}/tinh/99", "kiemdinh.example.com/tinh/79"):
        with pytest.raises(Forbidden, match="origin-unknown"):
            signer.sign(other, 0, 5, history.root(5), [])
        assert signer.last(other) is None


def test_the_key_is_for_its_own_account_alone_and_one_process_has_the_folder(
    tmp_path: Path,
) -> None:
    folder = Folder(tmp_path / "signer")
    signer = Signer(folder)
    key = tmp_path / "signer" / KEY
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    vkey = signer.vkey(ORIGIN)
    with pytest.raises(OSError, match="unavailable"):
        Folder(tmp_path / "signer")
    folder.close()
    again = Folder(tmp_path / "signer")
    assert Signer(again).vkey(ORIGIN) == vkey
    again.close()


def call(environ: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    found: list[str] = []
    app = application(Signer(Disk()), "secret")
    body = b"".join(app(environ, lambda status, _: found.append(status)))
    return found[0], json.loads(body)


def test_it_signs_for_nobody_without_the_token() -> None:
    for given_token in ("", "Bearer wrong", "secret"):
        for method, path in (("POST", "/sign"), ("GET", "/last"), ("GET", "/elsewhere")):
            environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
            environ["HTTP_AUTHORIZATION"] = given_token
            status, answer = call(environ)
            assert status.startswith("403")
            assert answer["args"][0] == "token-wrong"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", SignerClient]]:
    process, client = spawn(tmp_path / "signer", "secret", DOMAIN)
    yield process, client
    if process.stdin:
        process.stdin.close()
    process.wait(20)
    if process.stdout:
        process.stdout.close()


def test_it_answers_over_http_and_ends_with_its_parent(
    running: tuple["subprocess.Popen[bytes]", SignerClient],
) -> None:
    process, client = running
    history = HISTORIES["a"]
    key = Verifier.parse(client.vkey(ORIGIN))
    assert client.last(ORIGIN) is None
    first = client.sign(ORIGIN, 0, 5, history.root(5), [])
    assert client.last(ORIGIN) == first
    second = client.sign(ORIGIN, 5, 11, history.root(11), history.proof(5, 11))
    assert checkpoint.verify(second.encode(), key).size == 11
    with pytest.raises(Conflict):
        client.sign(ORIGIN, 5, 11, history.root(11), history.proof(5, 11))
    with pytest.raises(Rejected):
        client.sign(ORIGIN, 11, 11, HISTORIES["b"].root(11), [])
    with pytest.raises(Forbidden):
        SignerClient(client._where.geturl(), "other").last(ORIGIN)
    with urllib.request.urlopen(f"{client._where.geturl()}/livez", timeout=5) as answer:
        assert json.load(answer) == {"status": "ok"}
    for body in (b"", b"{}", b"[" * 5000, b'{"origin":1,"old":0,"size":1,"root":"","proof":[]}'):
        request = urllib.request.Request(f"{client._where.geturl()}/sign", body)
        request.add_header("Authorization", "Bearer secret")
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(request, timeout=5)
        assert refusal.value.code == 400
        refusal.value.close()
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(20) == 0
    with pytest.raises(Unavailable, match="signer-away"):
        client.last(ORIGIN)


def test_it_survives_kill_9_with_its_memory(tmp_path: Path) -> None:
    process, client = spawn(tmp_path, "secret", DOMAIN)
    note = client.sign(ORIGIN, 0, 5, HISTORIES["a"].root(5), [])
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    process, client = spawn(tmp_path, "secret", DOMAIN)
    assert client.last(ORIGIN) == note
    with pytest.raises(Rejected):
        client.sign(ORIGIN, 5, 9, HISTORIES["b"].root(9), HISTORIES["b"].proof(5, 9))
    process.terminate()
    process.communicate(timeout=20)


def test_it_does_not_start_without_its_domain(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with 1"):
        spawn(tmp_path, "secret", "")


def test_it_does_not_start_without_a_token(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KIEMDINH_SIGNER")}
    environment["KIEMDINH_SIGNER_DIR"] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "libs.proof.signer"],
        env=environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert b"TOKEN" in done.stderr


def test_the_token_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from a file\n")
    environment = {**os.environ, "KIEMDINH_SIGNER_TOKEN_FILE": str(tmp_path / "token")}
    process, client = spawn(tmp_path / "signer", "from a file", DOMAIN, (), environment)
    assert client.last(ORIGIN) is None
    process.terminate()
    process.communicate(timeout=20)


def test_it_may_be_asked_through_a_socket_of_its_own_account_alone(open_folder: Path) -> None:
    """As in docker-compose.yml, where the signer has no network; a second start takes the name."""
    path = open_folder / "socket"
    environment = {**os.environ, "KIEMDINH_SIGNER_SOCKET": str(path)}
    client = SignerClient(f"unix:{path}", "secret")
    with pytest.raises(Unavailable, match="signer-away"):
        client.last(ORIGIN)
    notes = []
    for old, size in ((0, 5), (5, 11)):
        process, _ = spawn(open_folder / "signer", "secret", DOMAIN, (), environment)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        history = HISTORIES["a"]
        proof = history.proof(old, size) if old else []
        notes.append(client.sign(ORIGIN, old, size, history.root(size), proof))
        with pytest.raises(Forbidden):
            SignerClient(f"unix:{path}", "other").last(ORIGIN)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=20)
    assert [checkpoint.read(note.encode()).size for note in notes] == [5, 11]


def test_roots_of_the_two_histories_part_where_they_should() -> None:
    a, b = HISTORIES["a"], HISTORIES["b"]
    assert a.root(SHARED) == b.root(SHARED)
    assert a.root(SHARED + 1) != b.root(SHARED + 1)
    assert Frontier().root() == a.root(0)
