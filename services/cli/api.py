"""A client of the gateway: one call, one answer or refusal, repeated while the platform is away."""

import hashlib
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from threading import Lock, local
from typing import Any

import requests

from libs.kernel import canonical
from libs.kernel.messages import kebab
from libs.kernel.problems import Wire
from libs.log.entry import Recorded, leaf_hash, record
from libs.proof import checkpoint, merkle
from libs.proof.checkpoint import Checkpoint
from libs.proof.signed_notes import Verifier

TIMEOUT = (5, 30)
"""Seconds to connect and to wait for an answer."""
PAGE = 1000
PIECE = 1024 * 1024
"""How many bytes of a file are sent at once, unless it is said."""
PAUSE = 0.05
"""Seconds before a call is repeated for the first time."""


class Refused(Exception):
    """The platform said no: `problem` is its RFC 9457 document, `status` the HTTP status."""

    def __init__(self, status: int, problem: Wire) -> None:
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')}")
        self.status = status
        self.problem = problem
        self.code = str(problem.get("code"))
        self.detail = str(problem.get("detail"))


class Away(Exception):
    """The platform did not answer for as long as this client is willing to wait."""


@dataclass(frozen=True, slots=True)
class Done:
    """An accepted command: a position to wait for, the stream's version, the events' types."""

    position: int
    version: int
    types: tuple[str, ...]


class Api:
    """Calls one platform as many actors; `key` is the operator's. Safe to use from threads.

    `patience`: seconds for which a call is repeated, with the same Idempotency-Key, while the
    platform cannot be reached or says "not now" (502, 503, 504).
    """

    def __init__(self, url: str, key: str, patience: float = 120) -> None:
        self.url = url.rstrip("/")
        self.patience = patience
        self._keys: dict[str, str] = {"s:operator": key}
        self._lock = Lock()
        self._local = local()

    def command(
        self,
        log: str,
        stream: str,
        name: str,
        data: Wire,
        *,
        actor: str,
        on: date | None,
        command_id: str,
        seen: int = 0,
        expected: int | None = None,
    ) -> Done:
        """Carry out one command, which may rely on position `seen`. Raises `Refused`, `Away`.

        `on` is the legal date, which only a demonstration lets its callers name; None for today.
        """
        headers = {"Idempotency-Key": command_id, "Kiemdinh-Min-Position": str(seen)}
        if expected == 0:
            headers["If-None-Match"] = "*"
        elif expected is not None:
            headers["If-Match"] = f'"{expected}"'
        category, _, identity = stream.partition("-")
        path = f"/v1/{log}/{category}/{identity}/{kebab(name)}"
        found = self._call("POST", path, actor, on, headers, data).json()
        return Done(found["position"], found["version"], tuple(found["types"]))

    def upload(
        self,
        log: str,
        stream: str,
        name: str,
        content: bytes,
        *,
        actor: str,
        on: date | None,
        command_id: str,
        piece: int = PIECE,
        pieces: int | None = None,
    ) -> int:
        """Send a file, on from where an earlier attempt with this `command_id` ended.

        Returns the position of its event, 0 if only so many `pieces` of it were to be sent. Raises
        `Refused`, `Away`.
        """
        category, _, identity = stream.partition("-")
        path = f"/v1/{log}/{category}/{identity}/uploads"
        headers = {"Idempotency-Key": command_id, "Repr-Digest": _digest(content)}
        told = {"name": name, "file_size": len(content)}
        found: Wire = self._call("POST", path, actor, on, headers, told).json()
        path, sent = f"/v1/{log}/uploads/{found['id']}", 0
        while found["state"] == "receiving" and sent != pieces:
            part = content[found["offset"] : found["offset"] + piece]
            headers = {"Upload-Offset": str(found["offset"]), "Content-Digest": _digest(part)}
            headers["Content-Type"] = "application/partial-upload"
            try:
                found = self._call("PATCH", path, actor, on, headers, None, raw=part).json()
            except Refused as refused:
                # The answer to a piece was lost, or the piece is still being worked on.
                if refused.code not in ("upload-offset", "upload-busy"):
                    raise
                time.sleep(PAUSE)
                found = self._call("GET", path, actor, on, {}, None).json()
            sent += 1
        if found["state"] == "refused":
            raise Refused(422, {"code": found["code"], "detail": found["reason"]})
        return int(found["position"])

    def file(self, path: str, *, actor: str, on: date, seen: int) -> bytes:
        """Return the content of a file that the platform makes. Raises `Refused`, `Away`."""
        least = {"min_position": seen}
        return self._call("GET", path, actor, on, {}, None, least).content

    def get(self, path: str, *, actor: str | None, **params: Any) -> requests.Response:
        """Return the answer to a question. Raises `Refused`, `Away`."""
        return self._call("GET", path, actor, None, {}, None, params)

    def send(
        self, path: str, raw: bytes, kind: str, *, command_id: str | None = None
    ) -> requests.Response:
        """Return the answer to content of media type `kind`, sent as the operator.

        Raises `Refused`, `Away`.
        """
        headers = {"Content-Type": kind, "Authorization": f"Bearer {self._key('s:operator')}"}
        if command_id is not None:
            headers["Idempotency-Key"] = command_id
        return self._send("POST", path, headers, None, raw=raw)

    def call(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        *,
        body: Wire | None = None,
        raw: bytes | None = None,
    ) -> requests.Response:
        """Return the answer to any call, sent with the key as it is. Raises `Refused`, `Away`."""
        key = {"Authorization": f"Bearer {self._key('s:operator')}"}
        return self._send(method, path, {**key, **headers}, body, raw=raw)

    def post(self, path: str) -> None:
        """Send a request without a body, as the operator. Raises `Refused`, `Away`."""
        self._call("POST", path, "s:operator", None, {}, {})

    def all(self, path: str, *, actor: str | None, **params: Any) -> list[Wire]:
        """Return a list in full, page after page."""
        found: list[Wire] = []
        page = self.get(path, actor=actor, **params)
        while True:
            found.extend(page.json()["items"])
            if "next" not in page.links:
                return found
            link = page.links["next"]["url"]
            page = self._call("GET", link.removeprefix(self.url), actor, None, {}, None)

    def events(self, log: str, after: int = 0) -> Iterator[Recorded]:
        """Yield a log's events in order, rebuilt byte for byte from the feed, as the operator."""
        while True:
            page = self.get(
                "/v1/events", actor="s:operator", log=log, after=after, limit=PAGE
            ).json()
            for item in page["events"]:
                yield record(log, item["position"], canonical.encode(item["event"]))
            if page["next"] == after:
                return
            after = page["next"]

    def _key(self, actor: str) -> str:
        with self._lock:
            known = self._keys.get(actor)
        if known is None:
            response = self._send(
                "POST",
                "/v1/keys",
                {
                    "Authorization": f"Bearer {self._keys['s:operator']}",
                    "Idempotency-Key": f"demo-key-{time.time_ns()}-{actor[2:]}",
                },
                {"actor": actor},
            )
            known = str(response.json()["key"])
            with self._lock:
                self._keys[actor] = known
        return known

    def _call(
        self,
        method: str,
        path: str,
        actor: str | None,
        on: date | None,
        headers: dict[str, str],
        body: Wire | None,
        params: dict[str, Any] | None = None,
        raw: bytes | None = None,
    ) -> requests.Response:
        headers = dict(headers)
        if actor:
            headers["Authorization"] = f"Bearer {self._key(actor)}"
        if on:
            headers["Kiemdinh-On"] = on.isoformat()
        return self._send(method, path, headers, body, params, raw)

    def _send(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        body: Wire | None,
        params: dict[str, Any] | None = None,
        raw: bytes | None = None,
    ) -> requests.Response:
        until = time.monotonic() + self.patience
        pause = PAUSE
        while True:
            try:
                response = self._session().request(
                    method,
                    self.url + path,
                    headers=headers,
                    json=body,
                    data=raw,
                    params=params,
                    timeout=TIMEOUT,
                )
                if response.status_code not in (502, 503, 504):
                    break
                reason = response.text[:300]
            except (requests.ConnectionError, requests.Timeout) as error:
                reason = str(error)
            if time.monotonic() > until:
                raise Away(f"{method} {path}: {reason}")
            time.sleep(pause)
            pause = min(pause * 2, 2)
        if response.status_code >= 400:
            raise Refused(response.status_code, _problem(response))
        return response

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        session: requests.Session = self._local.session
        return session


class RemoteSeals:
    """What is signed of a platform's logs, as its gateway shows it: the newest checkpoint alone."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._tiles: dict[merkle.Tile, bytes] = {}

    def newest(self, log: str) -> Checkpoint | None:
        """Return the newest checkpoint, None before the first."""
        self._tiles = {}
        note = self._note(log)
        return checkpoint.read(note.encode()) if note else None

    def history(self, log: str, upto: int) -> Iterator[tuple[int, str]]:
        """Yield size and note of the newest checkpoint."""
        note = self._note(log)
        if note and (size := checkpoint.read(note.encode()).size) <= upto:
            yield size, note

    def vkey(self, log: str) -> Verifier | None:
        """Return the key the platform names as the one that signs."""
        return Verifier.parse(self._api.get(f"/v1/{log}/key", actor=None).text.strip())

    def tile(self, log: str, level: int, index: int) -> bytes:
        """Return the hashes of a tile over the log's events as they are told."""
        if not self._tiles:
            leaves = (leaf_hash(event.raw) for event in self._api.events(log))
            self._tiles = merkle.grow(0, {}, leaves)
        return self._tiles.get((level, index), b"")

    def _note(self, log: str) -> str | None:
        try:
            return self._api.get(f"/v1/{log}/checkpoint", actor=None).text
        except Refused as refused:
            if refused.status != 404:
                raise
            return None


def _digest(content: bytes) -> str:
    """Return the SHA-256 as RFC 9530 writes it."""
    return f"sha-256=:{b64encode(hashlib.sha256(content).digest()).decode()}:"


def _problem(response: requests.Response) -> Wire:
    try:
        found = response.json()
    except ValueError:
        found = None
    return (
        found
        if isinstance(found, dict)
        else {"code": "not-a-problem", "detail": response.text[:300]}
    )
