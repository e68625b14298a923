"""Calls of the gateway's HTTP API for one browser: in this process, or over a socket.

No cookie is kept here: each call carries what the browser sent, and what the gateway sets goes back
to the browser. So the gateway decides by the same cookie and headers whatever a page asks.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx2

from libs.kernel.messages import kebab
from libs.kernel.problems import Wire
from libs.web.said import readable
from libs.web.sent_forms import SentFile

PATIENCE = 15.0
"""Seconds for which a call may take to connect, and again to answer."""
PAGE = 200
"""How many things a part of a list has at most."""
PASSED_ON = ("Cookie", "Host", "Origin", "Sec-Fetch-Site", "User-Agent", "X-Forwarded-For")
"""What the gateway is told of the browser."""
PARTIAL = "application/partial-upload"
"""The media type of a piece of a file."""
CONTRACT = "contract "
"""How the rule of a malformed message begins; the name of the message follows."""
MOST_PARTS = 25
"""How many parts of a list a page reads at most."""


class Refused(Exception):
    """The gateway said no: `problem` is its RFC 9457 document, `status` that of HTTP.

    Its sentences name fields as the forms call them.
    """

    def __init__(self, status: int, problem: Wire) -> None:
        super().__init__(f"{status} {problem.get('code')}")
        self.status = status
        self.problem = readable(problem)

    @property
    def code(self) -> str:
        """The problem's code."""
        return str(self.problem.get("code", ""))

    @property
    def rule(self) -> str:
        """The rule that asks for it; empty for the name of a message, which is no rule to read."""
        rule = str(self.problem.get("rule") or "")
        return "" if rule.startswith(CONTRACT) else rule


@dataclass(frozen=True, slots=True)
class Browser:
    """What the gateway is told of who asks: some headers, and the address of the network."""

    headers: Mapping[str, str] = field(default_factory=dict)
    address: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Done:
    """An accepted command: the position that holds it, the version it left, the hash of what was
    recorded (empty if nothing had to be)."""

    position: int
    version: int
    leaf: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: its status, headers in lower case, and bytes."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The content as JSON."""
        return json.loads(self.content)


class InProcess(httpx2.BaseTransport):
    """Calls a WSGI application directly, as a caller from the browser's own address."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return what the application answers."""
        address = request.extensions["address"]
        called = httpx2.WSGITransport(self._answer, remote_addr=address)
        return called.handle_request(request)

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Any:
        # The transport gives the path as text; WSGI wants its bytes, one character each.
        environ["PATH_INFO"] = environ["PATH_INFO"].encode().decode("latin-1")
        return self._app(environ, start_response)


class Api:
    """The gateway; `base` is where it answers, no slash at the end."""

    def __init__(self, transport: httpx2.BaseTransport, base: str = "http://127.0.0.1") -> None:
        self.transport = transport
        self.base = base
        self._document: Wire | None = None

    def calls(self, browser: Browser, written: Mapping[str, int] | None = None) -> "Calls":
        """Return the calls for one browser, which wrote up to these positions, by log."""
        return Calls(self, browser, written or {})

    def knows(self, headers: Mapping[str, str]) -> bool:
        """Return whether headers, named as CGI does, hold the cookie of somebody signed in."""
        try:
            self.calls(Browser({"Cookie": headers.get("COOKIE", "")})).get("/v1/session")
        except Refused:
            return False
        return True

    @property
    def document(self) -> Wire:
        """The gateway's OpenAPI document, read once; raises `Refused`."""
        if self._document is None:
            self._document = self.calls(Browser()).get("/openapi.json").json
        return self._document

    def schema(self, command: str) -> Wire:
        """Return the JSON Schema of a command by its name; raises KeyError, `Refused`."""
        found: Wire = self.document["components"]["schemas"][command]
        return found


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list, and the marks by which the parts after and before it are asked for."""

    rows: list[Wire]
    after: str
    back_from: str


class Calls:
    """Calls for one browser; `set_cookies` are those that it is to be given.

    Questions wait for what the browser wrote (`written`, the last position by log). Every call
    raises `Refused`; one that gets no answer with status 503.
    """

    def __init__(self, api: Api, browser: Browser, written: Mapping[str, int]) -> None:
        self.api = api
        self.position = 0
        self.set_cookies: list[str] = []
        self.written = dict(written)
        self._browser = browser
        self._cookies: dict[str, str] = {}

    def get(self, path: str, **query: Any) -> Answered:
        """Return the answer to a question."""
        return self._send("GET", path, None, {}, query)

    def post(self, path: str, body: Wire | None = None, **headers: str) -> Answered:
        """Return the answer to what is no command of a stream."""
        return self._send("POST", path, body or {}, headers, {})

    def put(self, path: str, body: Wire, **headers: str) -> Answered:
        """Return the answer to something that is put in place of what was there."""
        return self._send("PUT", path, body, headers, {})

    def delete(self, path: str) -> Answered:
        """Return the answer to something that is removed."""
        return self._send("DELETE", path, None, {}, {})

    def raw(
        self, method: str, path: str, content: bytes, headers: Mapping[str, str], **query: Any
    ) -> Answered:
        """Return the answer to bytes, whose media type the headers tell."""
        return self._send(method, path, content, headers, query)

    def send_file(self, log: str, category: str, id: str, file: SentFile, key: str) -> Wire:
        """Send a file in pieces; return the upload as it is at the end.

        With the same `key` it goes on where it was. Raises `Refused`, with status 422 for a file
        that is not taken.
        """
        announced = {"name": file.name, "file_size": file.size}
        path = f"/v1/{log}/{category}/{id}/uploads"
        found: Wire = self.post(path, announced, **{"Idempotency-Key": key}).json
        while found["state"] == "receiving":
            file.content.seek(found["offset"])
            headers = {"Content-Type": PARTIAL, "Upload-Offset": str(found["offset"])}
            piece = file.content.read(found["piece"])
            found = self.raw("PATCH", f"/v1/{log}/uploads/{found['id']}", piece, headers).json
        if found["state"] != "done":
            raise Refused(422, {"code": found["code"], "detail": found["reason"]})
        self.wrote(log, found["position"])
        return found

    def one(self, log: str, category: str, id: str, **query: Any) -> Wire:
        """Return one thing of a log."""
        found: Wire = self.get(f"/v1/{log}/{category}/{id}", **self._waiting(log, query)).json
        return found

    def find(self, log: str, category: str, id: str, **query: Any) -> Wire | None:
        """Return one thing of a log, None if there is no such thing or it may not be seen."""
        try:
            return self.one(log, category, id, **query)
        except Refused as refused:
            if refused.status in (403, 404):
                return None
            raise

    def listed(self, log: str, category: str, **query: Any) -> list[Wire]:
        """Return the first part of a list."""
        found: list[Wire] = self.get(f"/v1/{log}/{category}", **self._waiting(log, query)).json[
            "items"
        ]
        return found

    def part(self, log: str, category: str, **query: Any) -> Part:
        """Return the part of a list that lies `after` a mark or `back_from` one; marks are
        empty where there is nothing more."""
        reply = self.get(f"/v1/{log}/{category}", **self._waiting(log, query))
        marks = {
            name: parse_qs(urlsplit(link_of(reply, relation)).query).get(name, [""])[0]
            for name, relation in (("after", "next"), ("back_from", "prev"))
        }
        return Part(reply.json["items"], **marks)

    def all(self, log: str, category: str, **query: Any) -> list[Wire]:
        """Return a list as a whole, `MOST_PARTS` parts at most."""
        return [item for part in self.parts(log, category, **query) for item in part]

    def parts(self, log: str, category: str, **query: Any) -> Iterator[list[Wire]]:
        """Yield a list part by part."""
        waiting = self._waiting(log, {"limit": PAGE, **query})
        yield from self.pages(f"/v1/{log}/{category}", **waiting)

    def pages(self, path: str, **query: Any) -> Iterator[list[Wire]]:
        """Yield any list at a path part by part, `MOST_PARTS` at most."""
        reply = self.get(path, **query)
        for _ in range(MOST_PARTS):
            yield reply.json["items"]
            link = link_of(reply, "next")
            if not link:
                return
            reply = self.get(urljoin(path, link))

    def command(
        self,
        log: str,
        category: str,
        id: str,
        name: str,
        data: Wire,
        *,
        key: str,
        version: int | None = None,
    ) -> Done:
        """Carry out a command by its name, once however often it is sent with the same `key`.

        With `version` only if the stream has that version, 0 for one that is not there yet.
        """
        # A form that is sent again with other content asks for something else.
        content = json.dumps([key, name, data], sort_keys=True).encode()
        once = hashlib.sha256(content).hexdigest()[:32]
        headers = {"Idempotency-Key": once, "Kiemdinh-Min-Position": str(self.written.get(log, 0))}
        if version:
            headers["If-Match"] = f'"{version}"'
        elif version == 0:
            headers["If-None-Match"] = "*"
        path = f"/v1/{log}/{category}/{id}/{kebab(name)}"
        reply = self._send("POST", path, data, headers, {})
        found = reply.json
        self.wrote(log, found["position"])
        return Done(found["position"], found["version"], reply.headers.get("kiemdinh-leaf", ""))

    def check(self, log: str, category: str, id: str, name: str, data: Wire) -> None:
        """Raise `Refused` as a command would if it were carried out now; nothing is recorded."""
        one = {"category": category, "id": id, "command": kebab(name), "data": data}
        body = {"commands": [{**one, "key": secrets.token_hex(16)}], "dry": True}
        (result,) = self.post(f"/v1/{log}/batch", body).json["results"]
        if "problem" in result:
            raise Refused(result["status"], result["problem"])

    def wrote(self, log: str, position: int) -> None:
        """Have what follows wait for a position that this browser wrote."""
        self.written[log] = max(self.written.get(log, 0), position)

    def _waiting(self, log: str, query: Wire) -> Wire:
        least = self.written.get(log)
        return {**query, "min_position": least} if least else query

    def _send(
        self,
        method: str,
        path: str,
        body: Wire | bytes | None,
        headers: Mapping[str, str],
        query: Wire,
    ) -> Answered:
        said = {name: _said(value) for name, value in query.items() if value not in (None, "")}
        url = f"{self.api.base}{path}{'?' if said else ''}{urlencode(said)}"
        kind = {"Content-Type": "application/json"} if isinstance(body, dict) else {}
        content = _json(body) if isinstance(body, dict) else body
        request = httpx2.Request(
            method,
            url,
            content=content,
            headers={**self._passed_on(), **kind, **headers},
            extensions={
                "address": self._browser.address,
                "timeout": dict.fromkeys(("connect", "read", "write", "pool"), PATIENCE),
            },
        )
        try:
            response = self.api.transport.handle_request(request)
            answered = response.read()
            response.close()
        except httpx2.TransportError as error:
            raise Refused(503, {"code": "gateway-away", "status": 503}) from error
        for cookie in response.headers.get_list("set-cookie"):
            self.set_cookies.append(cookie)
            name, _, rest = cookie.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        if response.status_code >= 400:
            raise Refused(response.status_code, _problem(answered))
        reply = Answered(response.status_code, dict(response.headers.items()), answered)
        position = reply.headers.get("kiemdinh-position", "0")
        self.position = max(self.position, int(position))
        return reply

    def _passed_on(self) -> dict[str, str]:
        """Return the browser's headers, its cookies as they are after the calls so far."""
        found = dict(self._browser.headers)
        if self._cookies:
            pairs = (one.strip().partition("=") for one in found.get("Cookie", "").split(";"))
            jar = {name: value for name, _, value in pairs if name} | self._cookies
            found["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items() if value)
        return found


def link_of(reply: Answered, relation: str) -> str:
    """Return where a list goes on ("next") or back ("prev"), empty where it does not."""
    for part in reply.headers.get("link", "").split(", "):
        target, _, told = part.partition(";")
        if f"rel={relation}" in told.replace('"', ""):
            return target.strip().strip("<>")
    return ""


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list | tuple) else str(value)


def _json(body: Wire) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _problem(content: bytes) -> Wire:
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"code": "not-a-problem"}
