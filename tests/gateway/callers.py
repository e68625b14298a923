"""Every kind of caller there is, and a client that says one request again as each of them."""

import json
import os
import re
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from libs.rights import SCHOOL_ROLES
from tests.gateway.conftest import World
from tests.gateway.seed import ID, OFFICE, ROLES

CALLERS, TOLD = "KIEMDINH_CALLERS", "KIEMDINH_CALLERS_TOLD"
"""Name the file that holds the callers, and the one where it is told what became of their calls."""
FIRST = "first"
"""What the calls are counted as that are said again."""
ENDS_A_CALLER = re.compile(
    r"/v1/(sign-out|session/password|session/second-factor|sessions/.*/end|keys/.*/end"
    r"|accounts/.*/(reset|disable|erase))"
)
"""What nobody says again: it would make of a caller one who is known no more."""
_OWN = ("authorization", "cookie", "origin", "host", "content-length", "connection")

Headers = Mapping[str, str]


def every_kind(world: World) -> dict[str, Headers]:
    """Return by name what each kind of caller sends: keys of every role and scope, sessions."""
    since = {"starts": "2000-01-01", "basis": "dữ liệu mẫu"}
    found: dict[str, Headers] = {
        "nobody": {},
        "operator": _key(world.platform.operator_key),
        "everything": {"Authorization": str(world.person.session.headers["Authorization"])},
        "no key": _key("kd_" + "x" * 43),
        "no scheme": {"Authorization": "Basic bm9ib2R5OnBhc3N3b3Jk"},
        "no session": {"Cookie": "kiemdinh=" + "x" * 43, "Origin": world.url},
    }

    def made(path: str, body: Any) -> Any:
        own = {"Idempotency-Key": uuid.uuid4().hex}
        answer = world.operator.command(path, body, **own)
        assert answer.ok, answer.text
        return answer

    def keyed(actor: str, *scope: str) -> Any:
        asked = {"actor": actor, **({"scope": list(scope)} if scope else {})}
        return made("/v1/keys", asked).json()

    for role in ROLES:
        person = f"caller_{role}"
        org = ID if role in SCHOOL_ROLES else OFFICE
        made(f"/v1/79/grant/{person}/give-grant", {"role": role, "org": org, **since})
        found[role] = _key(keyed(f"u:{person}")["key"])
    for scope in ("read", "events", "evidence", "cycle/open-cycle"):
        found[f"scope {scope}"] = _key(keyed(f"u:{ID}", scope)["key"])
    found["program"] = _key(keyed("u:int_caller", "read")["key"])
    ended = keyed(f"u:{ID}")
    made(f"/v1/keys/{ended['id']}/end", {})
    found["ended key"] = _key(ended["key"])
    for name, org in (("signed in", ""), ("half signed in", OFFICE)):
        person = name.replace(" ", "_")
        if org:
            made(f"/v1/79/grant/{person}/give-grant", {"role": "officer", "org": org, **since})
        account = made("/v1/accounts", {"actor": f"u:{person}", "login": person}).json()
        cookie = world.browser(person, account["invitation"])
        found[name] = {"Cookie": f"kiemdinh={cookie}", "Origin": world.url}
    return found


def _key(key: str) -> Headers:
    return {"Authorization": f"Bearer {key}"}


class Again:
    """Says a request again as each caller in turn, `at_once` of them for each request."""

    def __init__(self, callers: Mapping[str, Headers], at_once: int, told: Path) -> None:
        self._callers = callers
        self._at_once = at_once
        self._told = told
        self._turn = 0
        self._lines: dict[str, HTTPConnection] = {}
        self.counts: Counter[str] = Counter()
        self.failed: list[str] = []

    def say(self, method: str, url: str, headers: Headers, body: bytes | None) -> None:
        """Send it; what is answered with 5xx is noted as failed, but for who came too late."""
        if ENDS_A_CALLER.fullmatch(urlsplit(url).path):
            return
        for name in self._next():
            sent = {k: v for k, v in headers.items() if k.lower() not in _OWN}
            status, said = self._answer(name, method, url, {**sent, **self._callers[name]}, body)
            self.note(name, status, said, f"{method} {url} {sent} {(body or b'')[:2000]!r}")

    def note(self, name: str, status: int, said: bytes, request: str) -> None:
        """Count an answer, and whether it is one that nobody should get."""
        late = status == 503 and b'"code":"deadline-passed"' in said
        self.counts[f"{name} {'late' if late else f'{status // 100}xx'}"] += 1
        if status >= 500 and not late:
            self.failed.append(f"{name}: {request} {status} {said[:2000]!r}")
            self.tell()

    def tell(self) -> None:
        """Write down how many calls were answered how, and what failed."""
        told = {"counts": dict(sorted(self.counts.items())), "failed": self.failed}
        self._told.write_text(json.dumps(told, ensure_ascii=False, indent=1))

    def _next(self) -> Iterator[str]:
        names = list(self._callers)
        for _ in range(min(self._at_once, len(names))):
            yield names[self._turn % len(names)]
            self._turn += 1

    def _answer(
        self, name: str, method: str, url: str, headers: Headers, body: bytes | None
    ) -> tuple[int, bytes]:
        place = urlsplit(url)
        target = place.path + (f"?{place.query}" if place.query else "")
        for fresh in (False, True):
            line = self._lines.get(name)
            if fresh or line is None:
                line = HTTPConnection(place.netloc, timeout=60)
                self._lines[name] = line
            try:
                line.request(method, target, body, dict(headers))
                answer = line.getresponse()
                return answer.status, answer.read()[:2000]
            except (HTTPException, OSError):
                # An idle connection that the server has ended; a fresh one is no excuse.
                line.close()
                if fresh:
                    raise
        raise AssertionError("unreachable")


def of_environment() -> Again | None:
    """Return what the environment asks for, None if it asks for nothing."""
    if CALLERS not in os.environ:
        return None
    asked = json.loads(Path(os.environ[CALLERS]).read_text())
    return Again(asked["callers"], asked["at_once"], Path(os.environ[TOLD]))
