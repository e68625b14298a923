"""The signer: a process and account of its own that signs checkpoints, and never two that disagree.

It remembers the last checkpoint of every log in a folder of its own, outside the database and its
backups, and signs only what a consistency proof shows to be an extension of that. So a database
restored to an earlier state, or an operator who rewrote it, gets no second history signed.

Run as `python -m libs.proof.signer`; settings, all KIEMDINH_SIGNER_...: DIR, TOKEN or TOKEN_FILE,
and where it is asked: SOCKET, a path for its own account alone, or HOST and PORT (0: any free one),
for one machine, since nothing is encrypted; and KIEMDINH_DOMAIN with KIEMDINH_LOGS, the logs that
it signs for, every province's when none is named. It prints its address as one JSON line. A pipe as
standard input ties it to its parent: it ends when the pipe closes. HTTP, JSON, "Authorization:
Bearer <token>":

    POST /sign {origin, old, size, root, proof}    {note}      root and proof in base64
    GET /last?origin=...                           {note}      null if nothing was signed yet
    GET /vkey?origin=...                           {vkey}      no token asked
    GET /livez                                     {"status": "ok"}, no token asked
"""

import fcntl
import hmac
import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import urllib.parse
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs.kernel.problems import (
    PROBLEMS,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    Rejected,
    Unavailable,
    Wire,
)
from libs.law.areas import provinces
from libs.proof import checkpoint, signed_notes
from libs.proof.checkpoint import Checkpoint
from libs.proof.merkle import EMPTY, HASH, verify_consistency
from libs.proof.signed_notes import BadNote, decode64, encode64, verifier

KEY = "signer.key"
STATE = "state.json"
MAX_REQUEST = 65_536
MAX_PROOF = 63
UNUSED = b'{"": ""}'
"""The state of a signer that has signed nothing yet; a bare `{}` is a state that was lost."""


class Storage(Protocol):
    """A folder of small files. Every method may raise OSError, having done its work or not."""

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, None if there is none."""

    def write(self, name: str, content: bytes) -> None:
        """Create or overwrite a file, for this account alone; its content is then on disk."""

    def rename(self, old: str, new: str) -> None:
        """Give a file another name, whole or not at all, in place of what had that name."""

    def sync(self) -> None:
        """Return once all names are on disk."""


class Folder:
    """A folder of the file system, for one process at a time; raises OSError if it has another."""

    def __init__(self, path: Path) -> None:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = path
        self._lock = (path / "lock").open("wb")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise

    def read(self, name: str) -> bytes | None:
        """Return the content of a file."""
        try:
            return (self._path / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Write and flush a file, mode 0600."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(self._path / name, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, old: str, new: str) -> None:
        """Rename a file."""
        os.replace(self._path / old, self._path / new)

    def sync(self) -> None:
        """Flush the folder."""
        folder = os.open(self._path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def close(self) -> None:
        """Let another process have the folder."""
        self._lock.close()


class Signer:
    """Signs extensions of what it signed before.

    A checkpoint is given out only after every storage call for it succeeded in this process: what a
    failed call left may be gone after a power loss, so it is written again first.
    `origins` are the logs it signs for, any if None. Raises RuntimeError when key and state do not
    belong together: one was lost or replaced.
    """

    def __init__(self, storage: Storage, origins: Collection[str] | None = None) -> None:
        self._storage = storage
        self._origins = origins
        self._lock = threading.Lock()
        self._on_disk = False
        key, state = storage.read(KEY), storage.read(STATE)
        if key is not None and state is None:
            raise _lost()
        if key is None and state not in (None, UNUSED):
            raise RuntimeError(f"{KEY} is lost: the log needs a new key and a new origin")
        if key is None:
            # The state first: a key without a state is one whose memory was lost.
            self._replace(STATE, UNUSED)
            key = Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            self._replace(KEY, key)
        private = serialization.load_pem_private_key(key, None)
        if not isinstance(private, Ed25519PrivateKey):
            raise RuntimeError(f"{KEY} is no Ed25519 key")
        self._key = private
        self._state()

    def vkey(self, origin: str) -> str:
        """Return the public key under the name `origin`; raises `Invalid`, OSError."""
        with self._lock:
            self._settle()
            return str(self._verifier(origin))

    def last(self, origin: str) -> str | None:
        """Return the last checkpoint signed for `origin`, None if there is none; raises OSError."""
        with self._lock:
            self._settle()
            return self._state().get(origin)

    def sign(self, origin: str, old: int, size: int, root: bytes, proof: Sequence[bytes]) -> str:
        """Return the signed checkpoint of `origin` at `size`, which `proof` shows to extend `old`.

        Raises `Conflict` ("signer-moved-on") if `old` is not the size signed last, `Rejected`
        ("not-an-extension"), `Forbidden` ("origin-unknown"), `Invalid` for an impossible origin or
        size, OSError.
        """
        with self._lock:
            self._verifier(origin)
            if self._origins is not None and origin not in self._origins:
                detail = f"Bộ ký không ký cho sổ '{origin}': hệ thống này không giữ sổ ấy."
                raise Forbidden("origin-unknown", detail, rule="KIEMDINH_DOMAIN, KIEMDINH_LOGS")
            if not 0 < size < 2**63:
                raise Invalid("size-invalid", "Số mục phải từ 1 trở lên.")
            state = self._state()
            known = self._opened(origin, state[origin]) if origin in state else None
            last_size, last_root = (known.size, known.root) if known else (0, EMPTY)
            if old != last_size:
                detail = f"Điểm kiểm tra đã ký gần nhất có {last_size} mục, không phải {old}."
                raise Conflict("signer-moved-on", detail, rule="C2SP tlog-witness")
            if not verify_consistency(old, size, last_root, root, proof):
                detail = f"Cây {size} mục không nối tiếp cây {old} mục đã ký; không ký."
                raise Rejected("not-an-extension", detail, rule="RFC 6962, 2.1.2")
            state[origin] = checkpoint.sign(Checkpoint(origin, size, root), self._key)
            self._replace(STATE, json.dumps(state, sort_keys=True).encode())
            return state[origin]

    def _verifier(self, origin: str) -> signed_notes.Verifier:
        try:
            return verifier(origin, self._key)
        except BadNote as error:
            raise Invalid("origin-invalid", f"Tên sổ không hợp lệ: {error}") from error

    def _state(self) -> dict[str, str]:
        """Return the last note of each origin; raises RuntimeError for a file we did not write."""
        try:
            state: dict[str, str] = dict(json.loads(self._storage.read(STATE) or b""))
            if not state:
                raise _lost()
            state.pop("", None)
            for origin, note in state.items():
                self._opened(origin, note)
        except (ValueError, TypeError, AttributeError, Invalid) as error:
            raise RuntimeError(f"{STATE} is damaged: {error}") from error
        return state

    def _opened(self, origin: str, note: str) -> Checkpoint:
        return checkpoint.verify(note.encode(), self._verifier(origin))

    def _settle(self) -> None:
        if not self._on_disk:
            content = self._storage.read(STATE)
            if content is None:
                raise RuntimeError(f"{STATE} is lost")
            self._replace(STATE, content)

    def _replace(self, name: str, content: bytes) -> None:
        self._on_disk = False
        self._storage.write(f"{name}.new", content)
        self._storage.rename(f"{name}.new", name)
        self._storage.sync()
        self._on_disk = True


def _lost() -> RuntimeError:
    return RuntimeError(f"{STATE} is lost: what this key signed is not known any more")


Start = Callable[..., Any]


def application(
    signer: Signer, token: str
) -> Callable[[Mapping[str, Any], Start], Iterable[bytes]]:
    """Return the WSGI application around `signer`."""

    def respond(environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
        try:
            status, answer = "200 OK", _answer(signer, token, environ)
        except Problem as problem:
            status, answer = f"{problem.status} Refused", problem.to_wire()
        except (OSError, RuntimeError) as error:
            print(f"signer: {error}", file=sys.stderr, flush=True)
            away = Unavailable("signer-storage", "Bộ ký chưa ghi được trạng thái; hãy gửi lại.")
            status, answer = f"{away.status} Unavailable", away.to_wire()
        body = json.dumps(answer).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start(status, [*headers, ("Cache-Control", "no-store")])
        return [body]

    return respond


def _answer(signer: Signer, token: str, environ: Mapping[str, Any]) -> Wire:
    query = urllib.parse.parse_qs(environ.get("QUERY_STRING", ""))
    origin = query.get("origin", [""])[0]
    asked = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
    if asked == "GET /livez":
        return {"status": "ok"}
    if asked == "GET /vkey":
        return {"vkey": signer.vkey(origin)}
    given = environ.get("HTTP_AUTHORIZATION", "").encode()
    if not hmac.compare_digest(given, f"Bearer {token}".encode()):
        raise Forbidden("token-wrong", "Mã truy cập bộ ký không đúng.")
    if asked == "GET /last":
        return {"note": signer.last(origin)}
    if asked == "POST /sign":
        return {"note": signer.sign(*_request(environ))}
    raise NotFound("route-unknown", "Bộ ký không có đường dẫn này.")


def _request(environ: Mapping[str, Any]) -> tuple[str, int, int, bytes, list[bytes]]:
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if not 0 < length <= MAX_REQUEST:
            raise ValueError("length")
        wire = json.loads(environ["wsgi.input"].read(length))
        origin, old, size, proof = wire["origin"], wire["old"], wire["size"], wire["proof"]
        root, steps = decode64(wire["root"]), [decode64(step) for step in proof]
        if type(origin) is not str or type(old) is not int or type(size) is not int:
            raise ValueError("types")
        if len(steps) > MAX_PROOF or any(len(h) != HASH for h in (root, *steps)):
            raise ValueError("hashes")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Invalid("request-malformed", "Yêu cầu ký sai dạng.") from error
    return origin, old, size, root, steps


class _Local(http.client.HTTPConnection):
    """HTTP over the socket of a path."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("signer", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class SignerClient:
    """The signer as the sealer sees it: the same three questions, over HTTP.

    `url` is "unix:/path/of/its/socket" or "http://host:port". Raises what the signer raises;
    `Unavailable` ("signer-away") when it does not answer in time.
    """

    def __init__(self, url: str, token: str, timeout: float = 5.0) -> None:
        self._where = urllib.parse.urlsplit(url)
        self._token = token
        self._timeout = timeout

    def vkey(self, origin: str) -> str:
        """Return the public key under the name `origin`."""
        return str(self._ask(f"/vkey?{urllib.parse.urlencode({'origin': origin})}")["vkey"])

    def last(self, origin: str) -> str | None:
        """Return the last checkpoint signed for `origin`."""
        note = self._ask(f"/last?{urllib.parse.urlencode({'origin': origin})}")["note"]
        return None if note is None else str(note)

    def sign(self, origin: str, old: int, size: int, root: bytes, proof: Sequence[bytes]) -> str:
        """Return the signed checkpoint of `origin` at `size`."""
        steps = [encode64(step) for step in proof]
        body = {"origin": origin, "old": old, "size": size, "root": encode64(root), "proof": steps}
        return str(self._ask("/sign", body)["note"])

    def _ask(self, path: str, body: Wire | None = None) -> Wire:
        given = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        connection = self._connection()
        try:
            connection.request("GET" if given is None else "POST", path, given, headers)
            response = connection.getresponse()
            answer = response.read(MAX_REQUEST)
            if response.status != 200:
                raise _refusal(answer)
            found: Wire = json.loads(answer)
            return found
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise _away() from error
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._where.scheme == "unix":
            return _Local(self._where.path, self._timeout)
        host, port = self._where.hostname or "", self._where.port
        return http.client.HTTPConnection(host, port, timeout=self._timeout)


def _away() -> Unavailable:
    return Unavailable("signer-away", "Bộ ký không trả lời; sẽ thử lại.")


def _refusal(body: bytes) -> Problem:
    try:
        wire = json.loads(body)
        return Problem.from_wire(wire) if wire["kind"] in PROBLEMS else _away()
    except (ValueError, TypeError, KeyError):
        return _away()


def spawn(
    folder: Path,
    token: str,
    domain: str,
    logs: Iterable[str] = (),
    environment: Mapping[str, str] | None = None,
) -> tuple["subprocess.Popen[bytes]", SignerClient]:
    """Start a signer as a child on a free port of 127.0.0.1; return it and the way to ask it.

    It signs for these logs of `domain`, every province's if none is named.

    It ends when its standard input closes: when the caller closes it, or dies in whatever way.
    Raises RuntimeError when it does not start.
    """
    settings = {"DIR": str(folder), "TOKEN": token, "HOST": "127.0.0.1", "PORT": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", "libs.proof.signer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**(os.environ if environment is None else environment)}
        | {"KIEMDINH_DOMAIN": domain, "KIEMDINH_LOGS": " ".join(logs)}
        | {f"KIEMDINH_SIGNER_{name}": value for name, value in settings.items()},
        cwd=Path(__file__).parents[2],
        # Ctrl-C in the terminal is for the parent, which may still want a checkpoint.
        start_new_session=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        process.communicate()
        raise RuntimeError(f"the signer ended with {process.returncode} instead of listening")
    return process, SignerClient(f"http://127.0.0.1:{json.loads(line)['port']}", token)


def _end_with_parent() -> None:
    """End this process when its standard input, a pipe, closes."""
    if not stat.S_ISFIFO(os.fstat(0).st_mode):
        return

    def wait() -> None:
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def _stop(*_: object) -> None:
    raise SystemExit(0)


def main() -> None:
    """Serve until told to stop."""
    from waitress.server import create_server

    setting = {
        name.removeprefix("KIEMDINH_SIGNER_"): value
        for name, value in os.environ.items()
        if name.startswith("KIEMDINH_SIGNER_")
    }
    token = setting.get("TOKEN", "")
    if path := setting.get("TOKEN_FILE"):
        token = Path(path).read_text().strip()
    if not token:
        sys.exit("signer: KIEMDINH_SIGNER_TOKEN or KIEMDINH_SIGNER_TOKEN_FILE must be set")
    domain, logs = os.environ.get("KIEMDINH_DOMAIN"), os.environ.get("KIEMDINH_LOGS", "").split()
    if not domain:
        sys.exit("signer: KIEMDINH_DOMAIN must be set")
    signal.signal(signal.SIGTERM, _stop)
    origins = {checkpoint.origin(domain, log) for log in logs or provinces()}
    signer = Signer(Folder(Path(setting.get("DIR", "var/signer"))), origins)
    where: dict[str, Any] = {
        "host": setting.get("HOST", "127.0.0.1"),
        "port": int(setting.get("PORT", "8090")),
    }
    if path := setting.get("SOCKET"):
        where = {"unix_socket": path, "unix_socket_perms": "600"}
    server = create_server(
        application(signer, token),
        **where,
        threads=2,
        max_request_body_size=MAX_REQUEST,
        ident=None,
    )
    print(json.dumps({"host": server.effective_host, "port": server.effective_port}), flush=True)
    _end_with_parent()
    server.run()


if __name__ == "__main__":
    main()
