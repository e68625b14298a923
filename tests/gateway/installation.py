"""A gateway with sign-in, on a database of its own and a log in memory; a browser that uses it."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg2
import pyotp
from falcon import testing

from libs.log.database import Database
from libs.log.entry import Attempt, Origin, envelope
from libs.log.memory import MemoryLog
from services.gateway.app import GatewayService, Options, create_app
from services.gateway.sign_in.settings import Hashing, SignInSettings
from tests.databases import installed
from tests.gateway.counter import CONTRACTS, CounterBackend
from tests.gateway.documented import Documented

OPERATOR_KEY = "operator-key-of-a-test"
PASSWORD = "Cây đa bến nước 1954"
START = datetime(2024, 10, 15, 1, 0, tzinfo=UTC)
PUBLIC = "https://kiemdinh.example"
QUICK = Hashing(1, 64, 1)
"""As good as no work, so that tests are quick."""
SETTINGS = SignInSettings(public_url=PUBLIC, hashing=QUICK)


class Clock:
    """An instant, UTC, that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        """Let time pass: `hours=1`."""
        self.now += timedelta(**time)


class Facts:
    """Tells facts to a log in memory, as the operator."""

    def __init__(self, log: MemoryLog) -> None:
        self.log = log

    def tell(
        self, stream: str, type_: str, code: str = "79", by: str = "s:operator", **data: Any
    ) -> None:
        """Append one event."""
        past = self.log.read(code, stream)[stream]
        act = Origin(by, "operator", "operator", date(2024, 9, 1), "c", f"{code}{stream}")
        act = replace(act, caus=f"{act.caus}{len(past)}")
        at, body = "2024-09-01T00:00:00.000000Z", {"type": type_, "data": data}
        previous = past[-1].leaf if past else None
        raw = envelope(code, stream, len(past) + 1, previous, at, act, body, uuid.uuid4().hex)
        self.log.append(Attempt(code, stream, len(past), [raw], act.caus, "d"))

    def grant(self, person: str, role: str, org: str, **more: Any) -> None:
        """Give a person a role from 01/09/2024 on."""
        data = {"role": role, "org": org, "starts": "2024-09-01", "basis": "dữ liệu mẫu", **more}
        self.tell(f"grant-{person}", "GrantGiven", **data)

    def post(self, person: str, org: str) -> None:
        """Enter a person into the register, with a post."""
        post = {"post": "teacher", "org": org, "starts": "2024-09-01", "basis": "dữ liệu mẫu"}
        self.tell(f"person-{person}", "PostTaken", **post)

    def office(self, id: str, area: str, parent: str | None = None) -> None:
        """Register an office."""
        name = f"Đơn vị {id}"
        self.tell(
            f"organisation-{id}",
            "OrganisationRegistered",
            name=name,
            kind="so",
            area=area,
            parent=parent,
        )


class Installation:
    """The gateway of an installation; `settings` may be changed by `restart`."""

    def __init__(self, admin: str) -> None:
        self.admin = admin
        self.clock = Clock()
        self.log = MemoryLog()
        self.facts = Facts(self.log)
        self.db = Database(admin, "gateway")
        self.client: testing.TestClient
        self.restart(SETTINGS)

    def restart(self, settings: SignInSettings, **options: Any) -> None:
        """Start the gateway anew with these settings."""
        made = {"operator_key": OPERATOR_KEY, "clock": self.clock, "sign_in": settings, **options}
        backend = made.pop("backend", None) or CounterBackend(self.log, self.clock)
        contracts = made.pop("contracts", CONTRACTS)
        app = create_app(backend, self.log, self.db, contracts, Options(**made))
        self.client = Documented(app)

    def operator(self, path: str, body: Any = None, **headers: str) -> testing.Result:
        """Send something as the operator."""
        return self.client.simulate_post(
            path,
            json={} if body is None else body,
            headers={
                "Authorization": f"Bearer {OPERATOR_KEY}",
                "Idempotency-Key": uuid.uuid4().hex,
                **headers,
            },
        )

    def browser(self, address: str = "192.0.2.1") -> "Browser":
        """Return a new browser, nobody signed in."""
        return Browser(self, address)

    def invited(self, person: str) -> str:
        """Make the account of a person, whose login name is the same; return the invitation."""
        answer = self.operator("/v1/accounts", {"actor": f"u:{person}", "login": person})
        assert answer.status_code == 201, answer.text
        return str(answer.json["invitation"])

    def member(self, person: str, password: str = PASSWORD) -> "Browser":
        """Return the browser of somebody with an account, who is signed in."""
        token = self.invited(person)
        browser = self.browser()
        used = browser.post("/v1/invitation", {"token": token, "password": password})
        assert used.status_code == 200, used.text
        assert browser.sign_in(person, password).status_code == 200
        return browser

    def officer(self, person: str, role: str = "officer", org: str = "so") -> "Browser":
        """Return the browser of an officer who has shown a second factor."""
        self.facts.grant(person, role, org)
        browser = self.member(person)
        browser.set_up()
        return browser

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return what a query of the database finds, as superuser."""
        connection = psycopg2.connect(self.admin)
        try:
            with connection, connection.cursor() as db:
                db.execute(statement, values)
                return list(db.fetchall())
        finally:
            connection.close()

    def acts(self, about: str | None = None) -> list[str]:
        """Return what the access log tells of a person, or of everybody, in order."""
        return [
            str(act)
            for (act,) in self.rows(
                "select act from access.entry where %s is null or about = %s order by id",
                about,
                about,
            )
        ]


class Browser:
    """Keeps cookies and says, as browsers do, which site's page a request is for."""

    def __init__(self, installation: Installation, address: str) -> None:
        self.at = installation
        self.address = address
        self.cookies: dict[str, str] = {}
        self.app: pyotp.TOTP | None = None
        self.recovery: list[str] = []
        self.headers = {"Sec-Fetch-Site": "same-origin", "User-Agent": "Trình duyệt"}

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> testing.Result:
        """Send a request with the cookies; keep those that come back."""
        sent = {**self.headers, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent = {name: value.encode().decode("latin-1") for name, value in sent.items() if value}
        path, _, query = path.partition("?")
        answer = self.at.client.simulate_request(
            method,
            path,
            query_string=query or None,
            body=None if body is None else json.dumps(body).encode(),
            headers=sent,
            remote_addr=self.address,
        )
        for name, cookie in answer.cookies.items():
            if cookie.value:
                self.cookies[name] = cookie.value
            else:
                self.cookies.pop(name, None)
        return answer

    def post(self, path: str, body: Any = None, **headers: str) -> testing.Result:
        """Send a command."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("POST", path, {} if body is None else body, named)

    def get(self, path: str, **headers: str) -> testing.Result:
        """Ask a question."""
        return self.send("GET", path, None, {n.replace("_", "-"): v for n, v in headers.items()})

    def issue(self, **asked: Any) -> testing.Result:
        """Ask for an API key."""
        body = {"proof": PASSWORD, **asked}
        return self.post("/v1/keys", body, Idempotency_Key=uuid.uuid4().hex)

    def sign_in(self, login: str, password: str = PASSWORD) -> testing.Result:
        """Sign in."""
        return self.post("/v1/sign-in", {"login": login, "password": password})

    @property
    def session(self) -> Any:
        """The session as it is shown."""
        answer = self.get("/v1/session")
        assert answer.status_code == 200, answer.text
        return answer.json

    def code(self) -> str:
        """Return the code that the app shows now."""
        assert self.app is not None
        return str(self.app.at(self.at.clock.now))

    def set_up(self) -> None:
        """Set up an app as the second factor."""
        offer = self.post("/v1/session/second-factor/offer", {"proof": PASSWORD})
        assert offer.status_code == 200, offer.text
        self.app = pyotp.TOTP(offer.json["secret"])
        done = self.post("/v1/session/second-factor/confirm", {"code": self.code()})
        assert done.status_code == 200, done.text
        self.recovery = done.json["recovery_codes"]


def refused(answer: testing.Result, status: int, code: str) -> dict[str, Any]:
    """Return the problem document of an answer, having checked its form."""
    problem: dict[str, Any] = answer.json
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["detail"]
    return problem


@contextmanager
def installation(uri: str) -> Iterator[Installation]:
    """Give an installation in a database of its own, of the server at `uri`; drop it after."""
    with installed(uri, GatewayService) as admin:
        made = Installation(admin)
        try:
            yield made
        finally:
            made.db.close()
