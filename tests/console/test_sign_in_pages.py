"""Signing in by the pages, over a real gateway: invitation, second factor, recovery, devices."""

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from falcon import testing

from libs.web.client import Api, InProcess
from services.console.site import application
from tests.console.browser import Browser, hidden
from tests.gateway.installation import PASSWORD, SETTINGS, Installation, installation
from tests.servers import PostgresServer

pytestmark = pytest.mark.e2e


@pytest.fixture
def at(postgres_server: PostgresServer) -> Iterator[Installation]:
    with installation(postgres_server.uri) as made:
        made.restart(SETTINGS)
        yield made


class Window(Browser):
    """A browser that keeps its cookies."""

    def __init__(self, at: Installation) -> None:
        super().__init__(testing.TestClient(application(Api(InProcess(at.client.app)))))
        self.at = at
        self.jar: dict[str, str] = {}

    def _kept(self, answer: testing.Result) -> testing.Result:
        for name, cookie in answer.cookies.items():
            self.jar[name] = cookie.value
        return answer

    @property
    def _cookie(self) -> dict[str, str]:
        pairs = "; ".join(f"{name}={value}" for name, value in self.jar.items() if value)
        return {"Cookie": pairs} if pairs else {}

    def get(self, address: str, **headers: str) -> testing.Result:
        return self._kept(super().get(address, **{**self._cookie, **headers}))

    def post(
        self,
        path: str,
        fields: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> testing.Result:
        own = {"Sec-Fetch-Site": "same-origin", "Host": "kiemdinh.example"}
        return self._kept(super().post(path, fields, {**own, **self._cookie, **(headers or {})}))

    def sign_in(self, login: str) -> testing.Result:
        return self.post("/console/sign-in", {"login": login, "password": PASSWORD})


def accepted(at: Installation, person: str) -> Window:
    """Return the window of somebody who has used an invitation by its page."""
    window = Window(at)
    fields = {"token": at.invited(person), "password": PASSWORD, "again": PASSWORD}
    assert window.post("/console/invitation", fields).headers["Location"].endswith("done=1")
    return window


def set_up(window: Window) -> tuple[pyotp.TOTP, list[str]]:
    """Set up a second factor by its pages; return the app and the recovery codes."""
    offer = hidden(window.post("/console/second-factor-setup"))
    secret = parse_qs(urlsplit(html.unescape(offer["uri"])).query)["secret"][0]
    app = pyotp.TOTP(secret)
    code = app.at(window.at.clock.now)
    done = window.post("/console/second-factor-setup", {**offer, "code": f"{code[:3]} {code[3:]}"})
    return app, re.findall(r'class="hash">([a-z0-9-]{29})<', done.text)


def test_an_officer_sets_up_a_second_factor_before_anything_else(at: Installation) -> None:
    at.facts.office("so", "79")
    at.facts.grant("lan", "officer", "so")
    window = accepted(at, "lan")
    assert window.sign_in("lan").headers["Location"].startswith("/console/second-factor-setup")
    assert window.get("/console").headers["Location"].startswith("/console/second-factor-setup")
    picture = window.post("/console/second-factor-setup").text
    assert 'src="data:image/svg+xml' in picture
    _, codes = set_up(window)
    assert len(codes) == 10
    assert window.get("/console/profile").status_code == 200


def test_a_recovery_code_stands_in_for_the_phone_once(at: Installation) -> None:
    window = accepted(at, "lan")
    window.sign_in("lan")
    _, codes = set_up(window)
    for works in (True, False):
        again = Window(at)
        assert again.sign_in("lan").headers["Location"].startswith("/console/second-factor?")
        shown = again.post("/console/second-factor", {"code": codes[0], "next": "/console/help"})
        assert (shown.status_code == 303) is works
        assert ("<title>Lỗi:" in shown.text) is not works
        at.clock.pass_(minutes=1)


def test_the_code_of_the_app_opens_the_page_that_was_wanted(at: Installation) -> None:
    window = accepted(at, "lan")
    window.sign_in("lan")
    app, _ = set_up(window)
    at.clock.pass_(minutes=2)
    other = Window(at)
    other.sign_in("lan")
    wrong = other.post("/console/second-factor", {"code": "một hai ba"})
    assert (wrong.status_code, "Mã" in wrong.text) == (401, True)
    right = {"code": app.at(at.clock.now), "next": "/console/help"}
    at.clock.pass_(seconds=5)
    assert other.post("/console/second-factor", right).headers["Location"] == "/console/help"


def test_other_devices_are_seen_and_ended(at: Installation) -> None:
    one = accepted(at, "lan")
    one.sign_in("lan")
    other = Window(at)
    other.sign_in("lan")
    page = one.get("/console/profile").text
    (id,) = re.findall(r'name="end" value="([^"]+)"', page)
    assert one.post("/console/profile", {"end": id}).status_code == 303
    gone = other.get("/console/profile")
    assert gone.headers["Location"].startswith("/console/sign-in?")
    assert "ended=1" in gone.headers["Location"]


def test_signing_out_ends_the_session(at: Installation) -> None:
    window = accepted(at, "lan")
    window.sign_in("lan")
    token = dict(window.jar)
    assert window.post("/console/sign-out").status_code == 303
    window.jar = token
    assert window.get("/console/profile").status_code == 303
