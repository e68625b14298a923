"""The distributed platform without Docker: what docker-compose.yml runs, each a process here.

The same commands (deploy/run.sh), the same variables, the same users with the same rights; only
the addresses differ. The database and the broker are the tests' own.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg2
from psycopg2 import extensions, sql

from libs.hosting.child_process import Leashed
from libs.hosting.partners import Management, user_of
from libs.hosting.topology import partners_uri, partners_vhost
from libs.kernel.problems import NotFound
from tests.messaging import until
from tests.servers import PostgresServer, RabbitServer, free_ports

ROOT = Path(__file__).parents[2]
SERVICES = ("registry", "assessment", "review", "disclosure")
PROCESSES = (*SERVICES, "signer", "sealer", "relay", "gateway")
SERVERS = ("postgres", "rabbitmq")
PARTNER = "sample"
READY = 120.0
"""Seconds that a process may take until it works; the machine may be busy with other tests."""


class Stack:
    """One installation: its database, its virtual host, its processes by name.

    Enter it to set everything up and start it; leave it to end and remove it.
    """

    def __init__(self, postgres: PostgresServer, rabbitmq: RabbitServer) -> None:
        assert rabbitmq.management is not None, "the tests need the broker's management API"
        self.postgres = postgres
        self.rabbitmq = rabbitmq
        self.folder = Path(tempfile.mkdtemp(prefix="kiemdinh-stack-"))
        self.operator_key = secrets.token_hex(16)
        self._name = f"stack_{secrets.token_hex(6)}"
        self._management = Management(rabbitmq.management)
        self._gateway_port, self._signer_port = free_ports(2)
        self._token = secrets.token_hex(16)
        self._vault_key = secrets.token_hex(32)
        self._transit_key = secrets.token_hex(32)
        self._passwords = {
            name: secrets.token_hex(16) for name in (*PROCESSES, "reader") if name != "signer"
        }
        self._running: dict[str, Leashed] = {}
        self._partner_password = ""
        self.recognitions = self.folder / "recognitions.json"

    @property
    def url(self) -> str:
        """Where the gateway answers."""
        return f"http://127.0.0.1:{self._gateway_port}"

    @property
    def admin_dsn(self) -> str:
        """The URI of the superuser, in this installation's database."""
        return urlsplit(self.postgres.uri)._replace(path=f"/{self._name}").geturl()

    def __enter__(self) -> Self:
        try:
            self._server(sql.SQL("create database {}").format(sql.Identifier(self._name)))
            self.run("migrate")
            for name in PROCESSES:
                self.start(name)
            self.wait_ready()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process and remove the database, the virtual host and the folder."""
        for name in list(self._running):
            self.kill(name)
        for path in (
            ("vhosts", self._name),
            ("vhosts", partners_vhost(self._name)),
            ("users", user_of(PARTNER)),
        ):
            with suppress(NotFound):
                self._management.ask("DELETE", *path)
        drop = sql.SQL("drop database if exists {} with (force)")
        self._server(drop.format(sql.Identifier(self._name)))
        shutil.rmtree(self.folder)

    def run(self, *arguments: str) -> str:
        """Run `kiemdinh` with the operator's variables; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "services", *arguments],
            env=self._environment("migrate"),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, f"kiemdinh {arguments[0]}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self, name: str) -> None:
        """Start a process, or a server that was killed."""
        if name in SERVERS:
            self._of(name).start()
            return
        module = ("examples.subscriber",) if name == "subscriber" else ("services.host", name)
        with (self.folder / f"{name}.log").open("ab") as output:
            self._running[name] = Leashed(
                [sys.executable, "-W", "ignore", "-m", *module],
                signal.SIGKILL,
                ROOT,
                output,
                self._environment(name),
            )

    def kill(self, name: str) -> None:
        """Kill a process or a server at once, as a crash would; it must have been running."""
        if name in SERVERS:
            self._of(name).kill()
            return
        process = self._running.pop(name)
        assert process.running(), f"{name} had ended by itself:\n{self.said(name)[-3000:]}"
        process.send(signal.SIGKILL)
        assert process.wait(10)

    def killable(self) -> tuple[str, ...]:
        """Return everything that may be killed: the processes, and the servers that are ours."""
        return (*PROCESSES, *(name for name in SERVERS if self._of(name).killable))

    def wait_ready(self) -> None:
        """Return once the gateway, each service, the database and the signer say they work."""
        until(lambda: self._answers(f"{self.url}/readyz"), READY, "gateway and services ready")
        signer = f"http://127.0.0.1:{self._signer_port}/livez"
        until(lambda: self._answers(signer), READY, "signer ready")

    def said(self, name: str) -> str:
        """Return the log of a process, of all its starts."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def add_partner(self) -> None:
        """Make the partner with its queue, by the command an operator uses, and start it."""
        said = self.run("partner", "add", PARTNER)
        self._partner = dict(line.split(": ", 1) for line in said.strip().splitlines())
        self.start("subscriber")

    def _answers(self, url: str) -> bool:
        for name, process in self._running.items():
            assert process.running(), f"{name} ended by itself:\n{self.said(name)[-3000:]}"
        try:
            with urlopen(url, timeout=10) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _of(self, name: str) -> PostgresServer | RabbitServer:
        return self.postgres if name == "postgres" else self.rabbitmq

    def _server(self, statement: sql.Composable) -> None:
        connection = psycopg2.connect(self.postgres.uri)
        connection.autocommit = True
        try:
            with connection.cursor() as db:
                db.execute(statement)
        finally:
            connection.close()

    def _environment(self, name: str) -> dict[str, str]:
        """Return the variables of one process, those that docker-compose.yml gives it."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("KIEMDINH_")}
        return {**inherited, "KIEMDINH_DEMO": "1", **self._settings(name)}

    def _settings(self, name: str) -> Mapping[str, str]:
        signer = {"KIEMDINH_SIGNER_TOKEN": self._token}
        if name == "migrate":
            return {
                "KIEMDINH_ADMIN_DATABASE": self.admin_dsn,
                "KIEMDINH_AMQP_MANAGEMENT": str(self.rabbitmq.management),
                "KIEMDINH_AMQP_VHOST": self._name,
                "KIEMDINH_OPERATOR_KEY": self.operator_key,
                **{f"KIEMDINH_{k.upper()}_PASSWORD": v for k, v in self._passwords.items()},
            }
        if name == "signer":
            return {
                **signer,
                "KIEMDINH_DOMAIN": "localhost",
                "KIEMDINH_SIGNER_DIR": str(self.folder / "signer"),
                "KIEMDINH_SIGNER_PORT": str(self._signer_port),
            }
        if name == "subscriber":
            return {
                "AMQP": partners_uri(
                    self._amqp(f"{user_of(PARTNER)}:{self._partner['Mật khẩu'].strip()}")
                ),
                "QUEUE": self._partner["Hàng đợi"].strip(),
                "FEED": f"{self.url}/v1/events",
                "FILE": str(self.recognitions),
            }
        own = {
            "KIEMDINH_DATABASE": self._database(f"kd_{name}"),
            "KIEMDINH_PASSWORD": self._passwords[name],
        }
        if name == "sealer":
            url = f"http://127.0.0.1:{self._signer_port}"
            more = {"KIEMDINH_DOMAIN": "localhost", "KIEMDINH_SIGNER_URL": url}
            return {**own, **signer, **more}
        own["KIEMDINH_AMQP"] = self._amqp(name)
        if name in ("registry", "gateway"):
            own["KIEMDINH_TRANSIT_KEY"] = self._transit_key
        if name == "registry":
            own["KIEMDINH_VAULT"] = str(self.folder / "vault")
            own["KIEMDINH_VAULT_KEY"] = self._vault_key
        if name == "gateway":
            own["KIEMDINH_OPERATOR_KEY"] = self.operator_key
            own["KIEMDINH_PORT"] = str(self._gateway_port)
            own["KIEMDINH_FILES"] = str(self.folder / "files")
        return own

    def _database(self, role: str) -> str:
        host = urlsplit(self.postgres.uri).netloc.rpartition("@")[2]
        return f"postgresql://{role}@{host}/{self._name}"

    def _amqp(self, login: str) -> str:
        host = urlsplit(self.rabbitmq.uri).netloc.rpartition("@")[2]
        return f"amqp://{login}@{host}/{self._name}"


@contextmanager
def connected(dsn: str) -> Iterator[extensions.cursor]:
    """Give a cursor of a connection of its own, in autocommit."""
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    try:
        with connection.cursor() as db:
            yield db
    finally:
        connection.close()
