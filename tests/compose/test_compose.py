"""docker-compose.yml for real: `make compose-test`, apart from the others as it needs an engine.

It builds the images, so those of POSTGRES_IMAGE, RABBITMQ_IMAGE and PYTHON_IMAGE must be at hand.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.hosting.child_process import Leashed
from services.cli.api import Api
from services.cli.demo.plan import Plan
from services.cli.platform import platform
from tests.e2e.runs import RECOGNITIONS, SUBSCRIBER_KILLS, Demo, commands
from tests.messaging import until
from tests.servers import free_ports

ROOT = Path(__file__).parents[2]
PROJECT = "kiemdinh-test"
KEY = "demo-operator-key-1"
HEALTHY = 120.0
"""Seconds in which the whole stack must be healthy, its images being there."""
SERVICES = ("registry", "assessment", "review", "disclosure", "gateway")
HELD = {service: {service} for service in SERVICES}
HELD["gateway"] |= {"console", "portal", "documents"}
"""The services in each image; the gateway's process serves the screens, and makes documents."""
OWN = (*SERVICES, "relay", "sealer", "signer")
KILLED = (*OWN, "postgres", "rabbitmq")


class Stack:
    """The stack of docker-compose.yml, as its own project on free ports of 127.0.0.1."""

    def __init__(self) -> None:
        http, self.amqp = free_ports(2)
        self.url = f"http://127.0.0.1:{http}"
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("KIEMDINH_")},
            "KIEMDINH_DEMO": "1",
            "KIEMDINH_PUBLISH": f"127.0.0.1:{http}",
            "KIEMDINH_PUBLISH_AMQP": f"127.0.0.1:{self.amqp}",
        }

    def compose(self, *arguments: str, **variables: str) -> str:
        """Run one command of Compose and return what it printed; fail unless it exits 0."""
        done = self.attempt(*arguments, **variables)
        assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
        return done.stdout

    def attempt(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run one command of Compose."""
        return subprocess.run(
            ["docker", "compose", "-p", PROJECT, *arguments],
            cwd=ROOT,
            env={**self._environment, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def python(self, service: str, code: str) -> str:
        """Run Python code in a container."""
        return self.compose("exec", "-T", service, "python", "-c", code).strip()


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    stack = Stack()
    stack.compose("down", "--volumes", "--remove-orphans")
    stack.compose("build")
    began = time.monotonic()
    try:
        stack.compose("up", "--detach", "--wait")
        assert time.monotonic() - began < HEALTHY
        yield stack
    finally:
        print(stack.attempt("logs", "--no-color", "--tail", "40").stdout[-20_000:])
        stack.compose("down", "--volumes", "--remove-orphans")


def types(url: str, key: str) -> dict[tuple[str, str], list[str]]:
    """Return the event types of each stream of the demo's logs, in order."""
    found = defaultdict(list)
    api = Api(url, key)
    for log in Plan().logs:
        for event in api.events(log):
            found[log, event.stream].append(event.type)
    return dict(found)


def test_without_secrets_or_demo_compose_refuses_to_start() -> None:
    done = Stack().attempt("config", KIEMDINH_DEMO="")
    assert done.returncode != 0
    assert "make up" in done.stderr


def test_a_sample_password_is_refused_outside_a_demonstration() -> None:
    stack = Stack()
    stack.compose("build", "relay")
    arguments = ("run", "--rm", "--no-deps", "-T", "-e", "KIEMDINH_DEMO=0", "relay")
    done = stack.attempt(*arguments)
    assert done.returncode == 2
    assert "KIEMDINH_PASSWORD là mật khẩu mẫu" in done.stderr + done.stdout


@pytest.mark.parametrize("service", OWN)
def test_no_process_runs_as_root_or_can_write_to_its_image(stack: Stack, service: str) -> None:
    assert stack.python(service, "import os; print(os.getuid())") == "10001"
    code = "open('/app/libs/written.py', 'w')"
    assert stack.attempt("exec", "-T", service, "python", "-c", code).returncode != 0


@pytest.mark.parametrize("service", OWN)
def test_an_image_holds_what_its_process_runs_and_no_more(stack: Stack, service: str) -> None:
    code = (
        "import pathlib; print(*[p.name for p in pathlib.Path('services').iterdir() if p.is_dir()])"
    )
    assert {*stack.python(service, code).split()} == HELD.get(service, set())


def test_the_signer_reaches_neither_database_nor_broker(stack: Stack) -> None:
    code = (
        "import socket\n"
        "for host, port in (('postgres', 5432), ('rabbitmq', 5672)):\n"
        "    try:\n"
        "        socket.create_connection((host, port), 3)\n"
        "    except OSError:\n"
        "        print('away')\n"
    )
    assert stack.python("signer", code).split() == ["away", "away"]


def test_the_demo_ends_well_though_everything_is_killed_once(
    stack: Stack, open_folder: Path
) -> None:
    told = stack.compose("run", "--rm", "-T", "migrate", "partner", "add", "sample")
    password = re.search(r"Mật khẩu:\s+(\S+)", told)
    assert password, told
    (open_folder / "demo").mkdir()
    demo = Demo(open_folder / "demo", "--url", stack.url, "--key", KEY)
    received = open_folder / "recognitions.json"
    partner = subscriber(stack, password[1], received)
    subscriber_kills = 0
    for turn, name in enumerate(KILLED, 1):
        demo.reach(commands() * turn // (len(KILLED) + 2))
        stack.compose("kill", "--signal", "KILL", name)
        stack.compose("start", name)
        if turn * SUBSCRIBER_KILLS // len(KILLED) > subscriber_kills:
            partner.send(signal.SIGKILL)
            assert partner.wait(10)
            partner = subscriber(stack, password[1], received)
            subscriber_kills += 1
    assert "Đã kiểm chứng" in demo.end()

    api = Api(stack.url, KEY)
    granted = [e.id for e in api.events("79") if e.type == "RecognitionGranted"]
    assert len(granted) == RECOGNITIONS

    def taken() -> list[str]:
        if not received.exists():
            return []
        return [event["id"] for event in json.loads(received.read_text())["events"]]

    until(lambda: len(taken()) >= len(granted), 60, "the partner's recognitions")
    partner.send(signal.SIGKILL)
    assert taken() == granted
    assert subscriber_kills == SUBSCRIBER_KILLS


def subscriber(stack: Stack, password: str, file: Path) -> Leashed:
    """Start the sample subscriber as partner "sample"."""
    with tempfile.TemporaryFile() as output:
        return Leashed(
            [sys.executable, str(ROOT / "examples" / "subscriber.py")],
            signal.SIGKILL,
            ROOT,
            output,
            {
                "AMQP": f"amqp://partner_sample:{password}@127.0.0.1:{stack.amqp}/kiemdinh",
                "QUEUE": "kiemdinh.partner.sample",
                "FEED": f"{stack.url}/v1/events",
                "FILE": str(file),
            },
        )


def test_the_history_equals_that_of_one_process(stack: Stack, open_folder: Path) -> None:
    demo = Demo(open_folder, "--fresh")
    demo.end()
    with platform(open_folder / "var", 0, demo=True) as running:
        embedded = types(running.url, running.operator_key)
    assert types(stack.url, KEY) == embedded


def test_the_read_tables_equal_those_rebuilt_from_the_log(stack: Stack) -> None:
    assert "ĐẠT" in stack.compose("run", "--rm", "-T", "migrate", "replay")


def test_a_second_start_keeps_everything(stack: Stack) -> None:
    before = types(stack.url, KEY)
    stack.compose("down")
    stack.compose("up", "--detach", "--wait")
    assert types(stack.url, KEY) == before
