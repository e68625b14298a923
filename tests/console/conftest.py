"""The console over a stand-in for the gateway."""

from typing import Any

import pytest
from falcon import testing

from libs.kernel.problems import Wire
from libs.web import client as web
from libs.web.client import Api, InProcess
from services.console.site import application
from tests.console.browser import Browser
from tests.console.gateway import StandIn


class Behind:
    """What the console calls: the stand-in of the test that runs."""

    now: StandIn

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answer as WSGI."""
        return self.now(environ, start_response)


class FreshApi(Api):
    """The gateway, whose document is read anew in each test: each stand-in has its own."""

    @property
    def document(self) -> Wire:
        """The stand-in's OpenAPI document."""
        found: Wire = self.calls(web.Browser()).get("/openapi.json").json
        return found


BEHIND = Behind()


@pytest.fixture(scope="session")
def client() -> testing.TestClient:
    """The console, made once: its templates are compiled when it starts."""
    return testing.TestClient(application(FreshApi(InProcess(BEHIND))))


@pytest.fixture
def gateway() -> StandIn:
    """The stand-in that the console calls."""
    BEHIND.now = StandIn()
    return BEHIND.now


@pytest.fixture
def visitor(client: testing.TestClient, gateway: StandIn) -> Browser:
    """A browser at the console, nobody signed in."""
    return Browser(client)
