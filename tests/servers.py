"""PostgreSQL and RabbitMQ for tests: named by the environment, in Docker, or started here.

KIEMDINH_TEST_PG (a superuser's URI) and KIEMDINH_TEST_AMQP (with KIEMDINH_TEST_AMQP_MANAGEMENT, an
administrator's http URI) name running servers. Private ones listen on 127.0.0.1 alone, on ports and
in folders of their own; RabbitMQ is Debian's package, which root installs when it is missing.
"""

import fcntl
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import psycopg2
from docker.errors import DockerException

from libs.hosting.child_process import Leashed
from libs.hosting.private_postgres import NotStarted, PrivatePostgres

POSTGRES_IMAGE = os.environ.get("POSTGRES_IMAGE", "postgres:17-bookworm")
RABBITMQ_IMAGE = os.environ.get("RABBITMQ_IMAGE", "rabbitmq:4-management")
RABBITMQ = Path("/usr/lib/rabbitmq/bin")
STARTING = 120.0


class Missing(RuntimeError):
    """The server could not be had in any of the ways; the text names them."""


class Server:
    """A server for the session; `how` is "environment", "docker" or "private"."""

    how: str
    uri: str

    @property
    def killable(self) -> bool:
        """Whether `kill` and `start` work: the server was started by these tests."""
        return self.how != "environment"

    def kill(self) -> None:
        """Kill the server at once, as a crash would; `start` brings it back at the same address."""
        raise Missing(f"{self.uri} was not started by the tests, so they may not kill it")

    def start(self) -> None:
        """Start the server that was stopped or killed; return once it answers."""
        raise Missing(f"{self.uri} was not started by the tests, so they cannot start it")

    def restart(self) -> None:
        """Stop the server properly and start it again."""
        raise Missing(f"{self.uri} was not started by the tests, so they may not restart it")

    def close(self) -> None:
        """Stop the server for good and remove what it wrote."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class PostgresServer(Server):
    """PostgreSQL; `uri` is a superuser's, database postgres."""

    def __init__(self, uri: str, how: str = "environment") -> None:
        self.uri = uri
        self.how = how


class RabbitServer(Server):
    """RabbitMQ; `uri` is an administrator's on vhost "/".

    `management` is the management API's URI with the same user and no path, None if there is none.
    """

    def __init__(self, uri: str, management: str | None, how: str = "environment") -> None:
        self.uri = uri
        self.management = management
        self.how = how


def postgres() -> PostgresServer:
    """Return a running PostgreSQL; raises `Missing`."""
    if uri := os.environ.get("KIEMDINH_TEST_PG"):
        return PostgresServer(uri)
    tried = []
    for way in (DockerPostgres, OwnPostgres):
        try:
            return way()
        except (Missing, NotStarted, DockerException) as error:
            tried.append(f"{way.__name__}: {error}")
    raise Missing("no PostgreSQL; set KIEMDINH_TEST_PG. " + "; ".join(tried))


def rabbitmq() -> RabbitServer:
    """Return a running RabbitMQ; raises `Missing`."""
    if uri := os.environ.get("KIEMDINH_TEST_AMQP"):
        return RabbitServer(uri, os.environ.get("KIEMDINH_TEST_AMQP_MANAGEMENT"))
    tried = []
    for way in (DockerRabbit, OwnRabbit):
        try:
            return way()
        except (Missing, DockerException) as error:
            tried.append(f"{way.__name__}: {error}")
    raise Missing("no RabbitMQ; set KIEMDINH_TEST_AMQP. " + "; ".join(tried))


class OwnPostgres(PostgresServer):
    """A private server in a temporary folder."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kiemdinh-pg-")
        Path(self._folder.name).chmod(0o755)
        self.server = PrivatePostgres(Path(self._folder.name) / "postgres")
        try:
            self.server.start()
        except NotStarted:
            self._folder.cleanup()
            raise
        super().__init__(self.server.dsn, "private")

    def kill(self) -> None:
        self.server.kill()

    def start(self) -> None:
        self.server.start()
        assert self.server.dsn == self.uri, "the server came back at another address"

    def restart(self) -> None:
        self.server.stop()
        self.start()

    def close(self) -> None:
        self.server.remove()
        self._folder.cleanup()


class OwnRabbit(RabbitServer):
    """Debian's RabbitMQ as a private node: own epmd, cookie, ports and folder."""

    def __init__(self) -> None:
        if not (RABBITMQ / "rabbitmq-server").exists():
            install_rabbitmq()
        self._folder = Path(tempfile.mkdtemp(prefix="kiemdinh-mq-"))
        self._account = _account()
        self._port, self._management, self._distribution, self._epmd_port = free_ports(4)
        password = secrets.token_hex(12)
        login = f"kiemdinh:{password}@127.0.0.1"
        super().__init__(
            f"amqp://{login}:{self._port}//", f"http://{login}:{self._management}", "private"
        )
        (self._folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self._port}\n"
            "management.tcp.ip = 127.0.0.1\n"
            f"management.tcp.port = {self._management}\n"
            f"default_user = kiemdinh\ndefault_pass = {password}\n"
            "log.file.level = warning\n"
            "disk_free_limit.absolute = 50MB\n"
            "vm_memory_high_watermark.absolute = 1GB\n"
        )
        (self._folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
        for name in ("home", "mnesia", "log", "schema", "generated"):
            (self._folder / name).mkdir()
        for path in (self._folder, *self._folder.iterdir()):
            if self._account:
                os.chown(path, self._account.pw_uid, self._account.pw_gid)
        self._output = (self._folder / "output").open("ab")
        self._node: Leashed | None = None
        self._epmd: Leashed | None = None
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self) -> None:
        self._epmd = self._leash(
            "/usr/bin/epmd", "-address", "127.0.0.1", "-port", str(self._epmd_port)
        )
        _until(lambda: listens(self._epmd_port), self._epmd, self._tail)
        self._node = self._leash(str(RABBITMQ / "rabbitmq-server"))
        _until(lambda: amqp_greets("127.0.0.1", self._port), self._node, self._tail)

    def kill(self) -> None:
        for process in (self._node, self._epmd):
            if process is not None:
                process.send_group(signal.SIGKILL)
                process.wait(STARTING)

    def restart(self) -> None:
        assert self._node is not None
        # The group: a signal to the start script alone asks a second Erlang to stop the first.
        self._node.send_group(signal.SIGTERM)
        self._node.wait(STARTING)
        self.kill()
        self.start()

    def close(self) -> None:
        self.kill()
        self._output.close()
        shutil.rmtree(self._folder)

    def _leash(self, *command: str) -> Leashed:
        return Leashed(
            command, signal.SIGTERM, self._folder, self._output, self._environment(), self._account
        )

    def _environment(self) -> dict[str, str]:
        folder = self._folder
        quiet = "+sbwt none +sbwtdcpu none +sbwtdio none"
        return {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "HOME": str(folder / "home"),
            "RABBITMQ_NODENAME": f"kiemdinh{self._port}@localhost",
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_SCHEMA_DIR": str(folder / "schema"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_DIST_PORT": str(self._distribution),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self._epmd_port),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                f"-kernel inet_dist_use_interface {{127,0,0,1}} {quiet}"
            ),
        }

    def _tail(self) -> str:
        return (self._folder / "output").read_text(errors="replace")[-1500:]


def install_rabbitmq() -> None:
    """Install Debian's rabbitmq-server without starting it; raises `Missing` (not root, no apt)."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing("rabbitmq-server is not installed, and only root on Debian can install it")
    policy = Path("/usr/sbin/policy-rc.d")
    with (Path(tempfile.gettempdir()) / "kiemdinh-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (RABBITMQ / "rabbitmq-server").exists():
            return
        ours = not policy.exists()
        if ours:
            # Debian's way to say that packages may not start their services now.
            policy.write_text("#!/bin/sh\nexit 101\n")
            policy.chmod(0o755)
        try:
            for arguments in (
                ["update"],
                ["install", "--no-install-recommends", "rabbitmq-server"],
            ):
                done = subprocess.run(
                    ["apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=300", *arguments],
                    env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    check=False,
                )
            if done.returncode:
                raise Missing(f"apt-get could not install rabbitmq-server: {done.stdout[-500:]}")
        finally:
            if ours:
                policy.unlink()


def _container(image: str, ports: dict[int, int], environment: dict[str, str]) -> Any:
    """Return a started container; raises `Missing` without an engine, DockerException."""
    from testcontainers.core.config import testcontainers_config
    from testcontainers.core.container import DockerContainer

    _probe_docker()
    # Its reaper is one more image to have; these tests remove what they start.
    testcontainers_config.ryuk_disabled = True
    container = DockerContainer(image)
    for inside, outside in ports.items():
        container.with_bind_ports(inside, outside)
    for name, value in environment.items():
        container.with_env(name, value)
    return container.start()


def _probe_docker() -> None:
    """Raise `Missing` when no engine listens; the client itself would leave a socket open."""
    place = urlsplit(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))
    family = socket.AF_UNIX if place.scheme == "unix" else socket.AF_INET
    with socket.socket(family) as probe:
        probe.settimeout(2)
        try:
            probe.connect(place.path if place.scheme == "unix" else (place.hostname, place.port))
        except OSError as error:
            raise Missing(f"no Docker engine at {place.geturl()}: {error.strerror}") from error


class DockerPostgres(PostgresServer):
    """PostgreSQL in a container."""

    def __init__(self) -> None:
        password = secrets.token_hex(12)
        (port,) = free_ports(1)
        self._box = _container(POSTGRES_IMAGE, {5432: port}, {"POSTGRES_PASSWORD": password})
        host = self._box.get_container_host_ip()
        super().__init__(f"postgresql://postgres:{password}@{host}:{port}/postgres", "docker")
        self._wait()

    def kill(self) -> None:
        self._box.get_wrapped_container().kill()

    def start(self) -> None:
        self._box.get_wrapped_container().start()
        self._wait()

    def restart(self) -> None:
        self._box.get_wrapped_container().stop()
        self.start()

    def close(self) -> None:
        self._box.stop()

    def _wait(self) -> None:
        def answers() -> bool:
            try:
                psycopg2.connect(self.uri, connect_timeout=2).close()
            except psycopg2.OperationalError:
                return False
            return True

        _until(answers, None, lambda: str(self._box.get_logs()))


class DockerRabbit(RabbitServer):
    """RabbitMQ in a container."""

    def __init__(self) -> None:
        password = secrets.token_hex(12)
        self._port, management = free_ports(2)
        self._box = _container(
            RABBITMQ_IMAGE,
            {5672: self._port, 15672: management},
            {"RABBITMQ_DEFAULT_USER": "kiemdinh", "RABBITMQ_DEFAULT_PASS": password},
        )
        self._host = self._box.get_container_host_ip()
        login = f"kiemdinh:{password}@{self._host}"
        super().__init__(f"amqp://{login}:{self._port}//", f"http://{login}:{management}", "docker")
        self._wait()

    def kill(self) -> None:
        self._box.get_wrapped_container().kill()

    def start(self) -> None:
        self._box.get_wrapped_container().start()
        self._wait()

    def restart(self) -> None:
        self._box.get_wrapped_container().stop()
        self.start()

    def close(self) -> None:
        self._box.stop()

    def _wait(self) -> None:
        _until(lambda: amqp_greets(self._host, self._port), None, lambda: str(self._box.get_logs()))


def amqp_greets(host: str, port: int) -> bool:
    """Return whether an AMQP 0-9-1 server answers there, not only an open port."""
    with suppress(OSError), socket.create_connection((host, port), 1) as probe:
        probe.settimeout(2)
        probe.sendall(b"AMQP\x00\x00\x09\x01")
        return probe.recv(1) == b"\x01"
    return False


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _until(done: Callable[[], bool], process: Leashed | None, tail: Callable[[], str]) -> None:
    deadline = time.monotonic() + STARTING
    while not done():
        if time.monotonic() > deadline or (process is not None and not process.running()):
            raise Missing(f"the server did not start: {tail()}")
        time.sleep(0.05)


def _account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("rabbitmq", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise Missing("RabbitMQ needs an account to run as: rabbitmq or nobody")


def free_ports(count: int) -> list[int]:
    with_ports = [socket.socket() for _ in range(count)]
    try:
        for probe in with_ports:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in with_ports]
    finally:
        for probe in with_ports:
            probe.close()
