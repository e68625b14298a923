"""Identity providers to sign in with: nanoidp, an independent one, and others that do wrong."""

import json
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pyotp
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from libs.hosting.child_process import Leashed
from services.gateway.sign_in.settings import Provider
from tests.gateway.installation import PUBLIC

CLIENT = "kiemdinh"
SECRET = "secret-of-the-client"
CALLBACK = f"{PUBLIC}/v1/sign-in/so/callback"
STARTING = 60.0
PEOPLE = {"lan": "mat-khau-cua-lan", "minh": "mat-khau-cua-minh"}
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""Of Minh's app at the provider."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def provider(issuer: str, **more: Any) -> Provider:
    """Return the settings for a provider at `issuer`."""
    return Provider("so", "Sở mẫu", issuer, CLIENT, SECRET, **more)


class NanoIdp:
    """nanoidp as a process of its own: it demands PKCE, and a second factor of Minh."""

    def __init__(self, folder: Path) -> None:
        self.issuer = f"http://127.0.0.1:{free_port()}"
        self._folder = folder
        settings = {
            "config_version": 1,
            "server": {"host": "127.0.0.1", "port": urlsplit(self.issuer).port},
            "security_profile": "oauth21",
            "oauth": {
                "issuer": self.issuer,
                "audience": CLIENT,
                "token_expiry_minutes": 1,
                "clients": [
                    {"client_id": CLIENT, "client_secret": SECRET, "redirect_uris": [CALLBACK]}
                ],
            },
            "login": {"totp": True},
        }
        users: dict[str, Any] = {name: {"password": word} for name, word in PEOPLE.items()}
        users["minh"]["totp_secret"] = SEED
        # Its files are YAML, of which JSON is a part.
        (folder / "settings.yaml").write_text(json.dumps(settings))
        (folder / "users.yaml").write_text(json.dumps({"config_version": 1, "users": users}))
        self._output = (folder / "output").open("ab")
        self.start()

    def start(self) -> None:
        """Start the process; return once it answers."""
        self._process = Leashed(
            (sys.executable, "-m", "nanoidp", "--config", str(self._folder)),
            signal.SIGTERM,
            self._folder,
            self._output,
            {"PATH": os.environ["PATH"], "HOME": str(self._folder)},
        )
        until = time.monotonic() + STARTING
        while True:
            try:
                requests.get(f"{self.issuer}/.well-known/openid-configuration", timeout=5)
                return
            except requests.ConnectionError:
                told = (self._folder / "output").read_text()
                assert self._process.running(), told
                assert time.monotonic() < until, told
                time.sleep(0.05)

    def stop(self) -> None:
        """End the process."""
        self._process.send_group(signal.SIGTERM)
        assert self._process.wait(STARTING)

    def close(self) -> None:
        """End it for good."""
        self.stop()
        self._output.close()

    def rotate(self) -> None:
        """Sign with a new key from now on."""
        requests.post(f"{self.issuer}/api/keys/rotate", timeout=30).raise_for_status()

    def visit(self, url: str, person: str) -> str:
        """Do at the provider what a person's browser does there; return where it is sent back."""
        with requests.Session() as browser:
            page = browser.get(url, timeout=30)
            assert page.status_code == 200, page.text
            form = {"username": person, "password": PEOPLE[person]}
            answer = browser.post(url, data=form, allow_redirects=False, timeout=30)
            if person == "minh":
                second = {**form, "totp_code": pyotp.TOTP(SEED).now()}
                answer = browser.post(url, data=second, allow_redirects=False, timeout=30)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def nano_idp() -> Iterator[NanoIdp]:
    """Give a running nanoidp; end it after."""
    with tempfile.TemporaryDirectory(prefix="kiemdinh-idp-") as name:
        made = NanoIdp(Path(name))
        try:
            yield made
        finally:
            made.close()


class Liar:
    """A provider that vouches as it is told to: `claims`, `header` and `key` are of its next token.

    What is None among `claims` is left out. `silent`: it never answers; `trickle`: it sends an
    answer so slowly that it never ends, `trickle_head`: headers without end; `detour`: whoever asks
    is sent on to another address.
    """

    def __init__(self) -> None:
        self.keys = {"one": _new_key()}
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.algorithm = "RS256"
        self.signs: Any = self.keys["one"]
        self.metadata: dict[str, Any] = {}
        self.stopped = threading.Event()
        self.silent = False
        self.trickle = False
        self.trickle_head = False
        self.detour = ""
        self.status = 200
        self.forms: list[dict[str, str]] = []
        self.authorizations: list[str] = []
        self.visited: list[str] = []
        self.nonce = ""
        liar = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                liar.visited.append(self.path)
                found = liar.jwks() if self.path == "/jwks" else liar.discovery()
                self.answer(200, found)

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                liar.forms.append(dict(parse_qsl(raw)))
                liar.authorizations.append(self.headers["Authorization"])
                self.answer(liar.status, {"id_token": liar.token(), "token_type": "Bearer"})

            def answer(self, status: int, value: Any) -> None:
                if liar.silent:
                    liar.stopped.wait(60)
                    return
                if liar.trickle_head:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                    while not liar.stopped.wait(0.1):
                        self.wfile.write(b"X: y\r\n")
                    return
                body = json.dumps(value).encode()
                self.send_response(302 if liar.detour else status)
                self.send_header("Location", liar.detour)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if liar.trickle:
                    for byte in body:
                        if liar.stopped.wait(0.1):
                            return
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def discovery(self) -> dict[str, Any]:
        """Return what it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            **self.metadata,
        }

    def jwks(self) -> dict[str, Any]:
        """Return its public keys."""
        keys = []
        for kid, key in self.keys.items():
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
            keys.append({**public, "kid": kid, "use": "sig"})
        return {"keys": keys}

    def token(self) -> str:
        """Return an ID token for `lan`, as it was told to make it."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "lan",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": self.nonce,
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        header = {"kid": "one", **self.header}
        return jwt.encode(kept, self.signs, self.algorithm, headers=header)

    def visit(self, url: str) -> str:
        """Take note of the nonce; return where the browser is sent back."""
        asked = dict(parse_qsl(urlsplit(url).query))
        self.nonce = asked["nonce"]
        return f"{CALLBACK}?code=any&state={asked['state']}"

    def close(self) -> None:
        """End it."""
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


def _new_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)
