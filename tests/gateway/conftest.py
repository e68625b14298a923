"""The whole platform with a small world in it, for the tests here that need a database."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from libs.hosting.embedded import Platform
from services.cli.platform import platform
from tests.gateway.installation import PASSWORD, Installation, installation
from tests.gateway.seed import Caller, seed
from tests.servers import PostgresServer


@dataclass(frozen=True)
class World:
    """A running platform and those who call it; `person` holds every role at school and office."""

    platform: Platform
    operator: Caller
    person: Caller
    nobody: Caller

    def browser(self, login: str, invitation: str) -> str:
        """Return the session cookie of somebody who uses an invitation and signs in."""
        for path, body in (
            ("/v1/invitation", {"token": invitation, "password": PASSWORD}),
            ("/v1/sign-in", {"login": login, "password": PASSWORD}),
        ):
            answer = requests.post(f"{self.url}{path}", json=body, timeout=30)
            assert answer.ok, answer.text
        return str(answer.cookies["kiemdinh"])

    @property
    def url(self) -> str:
        """Where the gateway answers."""
        return self.platform.url


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with platform(tmp_path_factory.mktemp("world") / "var", 0, demo=True) as running:
        key = seed(running.url, running.operator_key)
        nobody = Caller(running.url, "")
        del nobody.session.headers["Authorization"]
        yield World(
            running, Caller(running.url, running.operator_key), Caller(running.url, key), nobody
        )


@pytest.fixture
def at(postgres_server: PostgresServer) -> Iterator[Installation]:
    """A gateway with sign-in, on a database of its own and a log in memory."""
    with installation(postgres_server.uri) as made:
        yield made
