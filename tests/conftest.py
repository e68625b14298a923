"""The servers that tests may ask for, how processes share the tests, what a run says at its end."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler.loadfile import LoadFileScheduling  # type: ignore[import-untyped]
from xdist.workermanage import WorkerController  # type: ignore[import-untyped]

from tests.figures import FIGURES
from tests.servers import Missing, PostgresServer, RabbitServer, postgres, rabbitmq

EMBEDDED_ONLY = os.environ.get("KIEMDINH_TEST_ONLY") == "embedded"
"""Set for an ordinary user with neither broker nor Docker: tests that need a broker are skipped."""
# What a machine is busy with is no fault of a rule; speed is shown by benchmarks.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
_absent: dict[str, str] = {}
DEMO = ("tests/e2e/test_demo_", "tests/e2e/test_kill")
"""Files that look at the same two runs of the demo, and so belong into one process."""


def absent(name: str, why: Exception) -> None:
    """Note what could not be had, for the end of the run."""
    _absent[name] = str(why)


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


class Files(LoadFileScheduling):  # type: ignore[misc]
    """Gives each file to one process, those of the demo to the same."""

    def _split_scope(self, nodeid: str) -> str:
        return DEMO[0] if nodeid.startswith(DEMO) else nodeid.split("::", 1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Files:
    """Let processes share the tests by file."""
    return Files(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send what this process found to the one that prints it."""
    told = getattr(session.config, "workeroutput", None)
    if told is not None:
        told.update(absent=_absent, figures=FIGURES)


def pytest_testnodedown(node: WorkerController, error: object) -> None:
    """Take what a process found; one that broke off has told nothing."""
    told = getattr(node, "workeroutput", {})
    _absent.update(told.get("absent", {}))
    FIGURES.extend(told.get("figures", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures; name what could not be started, and the tests that were not run for it."""
    if FIGURES:
        terminalreporter.section("acknowledged and found")
        for line in FIGURES:
            terminalreporter.line(line)
    if not _absent:
        return
    terminalreporter.section("not run")
    for name, why in _absent.items():
        terminalreporter.line(f"{name}: {why}")
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.line(f"  {report.nodeid}")
