"""The servers that tests may ask for, and what a run that could not start them says at its end."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import Missing, PostgresServer, RabbitServer, postgres, rabbitmq

EMBEDDED_ONLY = os.environ.get("KIEMDINH_TEST_ONLY") == "embedded"
"""Set for an ordinary user with neither broker nor Docker: tests that need a broker are skipped."""
_absent: dict[str, str] = {}


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server; tests make databases of their own in it."""
    try:
        server = postgres()
    except Missing as missing:
        _absent["PostgreSQL"] = str(missing)
        pytest.fail(str(missing), pytrace=False)
    with server:
        yield server


@pytest.fixture(scope="session")
def rabbitmq_server() -> Iterator[RabbitServer]:
    """A RabbitMQ server; tests make virtual hosts of their own in it."""
    try:
        server = rabbitmq()
    except Missing as missing:
        _absent["RabbitMQ"] = str(missing)
        if EMBEDDED_ONLY:
            pytest.skip("KIEMDINH_TEST_ONLY=embedded: no broker")
        pytest.fail(str(missing), pytrace=False)
    with server:
        yield server


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the account which root drops to may enter; pytest's own is closed to it."""
    with tempfile.TemporaryDirectory(prefix="kiemdinh-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what could not be started, and the tests that were not run for it."""
    if not _absent:
        return
    terminalreporter.section("not run")
    for name, why in _absent.items():
        terminalreporter.line(f"{name}: {why}")
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.line(f"  {report.nodeid}")
