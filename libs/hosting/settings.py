"""The environment, read once at the start into frozen values; nothing else looks at it.

Any NAME may be given as NAME_FILE instead: a file that holds the value, as Docker and Kubernetes
hand out secrets. Missing or unsafe settings raise `BadSettings`, in Vietnamese, before anything
starts.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import quote, urlsplit

from libs.kernel.problems import BadSettings
from libs.people.watch import Watch

DEMO_SECRET = "demo-"
"""How the default secrets of docker-compose.yml begin; for demonstrations only."""
LEAST_SECRET = 16
"""The fewest characters of a secret, but for demonstrations."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Variables by name, files looked up; `demo` is KIEMDINH_DEMO=1."""

    variables: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def demo(self) -> bool:
        """Whether this installation is a demonstration: sample secrets, legal dates by header."""
        return self.variables.get("KIEMDINH_DEMO") == "1"

    def text(self, name: str, default: str | None = None) -> str:
        """Return a setting; raises `BadSettings` when it is missing and has no default."""
        if path := self.variables.get(f"{name}_FILE"):
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise BadSettings(
                    f"Không đọc được {name}_FILE ({path}): {error.strerror}."
                ) from error
        value = self.variables.get(name) or default
        if value is None:
            raise BadSettings(f"Thiếu biến môi trường {name} (hoặc {name}_FILE).")
        return value

    def number(self, name: str, default: int) -> int:
        """Return a setting that is a whole number; raises `BadSettings`."""
        value = self.text(name, str(default))
        if not value.isdecimal():
            raise BadSettings(f"{name} phải là số nguyên, không phải '{value}'.")
        return int(value)

    def words(self, name: str) -> tuple[str, ...]:
        """Return a setting that is a list with spaces between; empty when it is missing."""
        return tuple(self.text(name, "").split())

    def secret(self, name: str) -> str:
        """Return a secret; raises `BadSettings` for one that everybody knows or could guess."""
        value = self.text(name)
        if self.demo:
            return value
        if value.startswith(DEMO_SECRET) or len(value) < LEAST_SECRET:
            raise BadSettings(
                f"{name} là mật khẩu mẫu hoặc ngắn hơn {LEAST_SECRET} ký tự; hãy đặt mật khẩu "
                "riêng. Chỉ khi chạy thử (KIEMDINH_DEMO=1) mới được dùng mật khẩu mẫu."
            )
        return value

    def uri(self, name: str, password_name: str = "KIEMDINH_PASSWORD") -> str:
        """Return an address; the password so named is put in where it has a user without one.

        Raises `BadSettings` for a password in the address that `secret` would refuse.
        """
        value = self.text(name)
        parts = urlsplit(value)
        if not parts.scheme or not parts.hostname:
            raise BadSettings(f"{name} phải có dạng giao-thức://người-dùng@máy:cổng/...")
        if parts.username is None:
            return value
        if parts.password is None:
            user, password = quote(parts.username, ""), quote(self.secret(password_name), "")
            host = parts.netloc.rpartition("@")[2]
            return parts._replace(netloc=f"{user}:{password}@{host}").geturl()
        Environment({"KIEMDINH_DEMO": "1" if self.demo else "", name: parts.password}).secret(name)
        return value


def watch_of(env: Environment) -> Watch:
    """Return from how many people on, opened within how many minutes, somebody is told of.

    KIEMDINH_NAMES_OPENED (150), KIEMDINH_NAMES_OPENED_MINUTES (60). Raises `BadSettings`.
    """
    usual = Watch()
    minutes = int(usual.within.total_seconds()) // 60
    return Watch(
        max(1, env.number("KIEMDINH_NAMES_OPENED", usual.people)),
        timedelta(minutes=max(1, env.number("KIEMDINH_NAMES_OPENED_MINUTES", minutes))),
    )


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """What opens the vault beside the database: the keys' folder, and the master key; whose
    openings are watched.

    KIEMDINH_VAULT, KIEMDINH_VAULT_KEY, and as `watch_of`. Never keep a backup of the folder: what
    was erased would come back with it.
    """

    folder: Path
    master: str = field(repr=False)
    watch: Watch = field(default_factory=Watch)

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Return the vault's settings; raises `BadSettings`."""
        folder, master = Path(env.text("KIEMDINH_VAULT")), env.secret("KIEMDINH_VAULT_KEY")
        return cls(folder, master, watch_of(env))


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """Where a service or the relay finds its database, as its own role, and the broker.

    KIEMDINH_DATABASE, KIEMDINH_AMQP, KIEMDINH_PASSWORD (of both), KIEMDINH_AMQP_CA (a file of
    authorities for amqps://), KIEMDINH_WORKERS; of the service that keeps the vault also those of
    `VaultSettings` and KIEMDINH_TRANSIT_KEY, which it shares with the gateway. What libpq itself
    reads of the environment, as PGSSLMODE and PGSSLROOTCERT, holds too.
    """

    dsn: str = field(repr=False)
    amqp_uri: str = field(repr=False)
    demo: bool
    workers: int = 10
    vault: VaultSettings | None = None
    transit_key: str | None = field(default=None, repr=False)
    amqp_ca: str = ""

    @classmethod
    def read(cls, env: Environment, vaulted: bool = False) -> Self:
        """Return the settings of a service; raises `BadSettings`."""
        return cls(
            env.uri("KIEMDINH_DATABASE"),
            env.uri("KIEMDINH_AMQP"),
            env.demo,
            env.number("KIEMDINH_WORKERS", 10),
            VaultSettings.read(env) if vaulted else None,
            env.secret("KIEMDINH_TRANSIT_KEY") if vaulted else None,
            env.text("KIEMDINH_AMQP_CA", ""),
        )


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """What the gateway needs: as a service, and KIEMDINH_OPERATOR_KEY, _TRANSIT_KEY, _LOGS, _HOST,
    _PORT.

    `logs` are the provinces it serves, all when there are none.
    """

    dsn: str = field(repr=False)
    amqp_uri: str = field(repr=False)
    operator_key: str = field(repr=False)
    transit_key: str = field(repr=False)
    demo: bool
    logs: tuple[str, ...]
    host: str
    port: int
    threads: int
    amqp_ca: str = ""

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Return the gateway's settings; raises `BadSettings`."""
        return cls(
            env.uri("KIEMDINH_DATABASE"),
            env.uri("KIEMDINH_AMQP"),
            env.secret("KIEMDINH_OPERATOR_KEY"),
            env.secret("KIEMDINH_TRANSIT_KEY"),
            env.demo,
            env.words("KIEMDINH_LOGS"),
            env.text("KIEMDINH_HOST", "127.0.0.1"),
            env.number("KIEMDINH_PORT", 8080),
            env.number("KIEMDINH_WORKERS", 16),
            env.text("KIEMDINH_AMQP_CA", ""),
        )


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """What screens need that run apart from the gateway: where it answers, and where they do.

    KIEMDINH_API, KIEMDINH_HOST, KIEMDINH_PORT, KIEMDINH_WORKERS. `public_url`
    (KIEMDINH_PUBLIC_URL) is where browsers reach the installation, as the gateway's settings say.
    """

    api: str
    public_url: str
    host: str
    port: int
    threads: int

    @classmethod
    def read(cls, env: Environment, port: int) -> Self:
        """Return the settings of screens, on `port` unless said; raises `BadSettings`."""
        return cls(
            env.uri("KIEMDINH_API").rstrip("/"),
            env.text("KIEMDINH_PUBLIC_URL", ""),
            env.text("KIEMDINH_HOST", "127.0.0.1"),
            env.number("KIEMDINH_PORT", port),
            env.number("KIEMDINH_WORKERS", 8),
        )


@dataclass(frozen=True, slots=True)
class SealerSettings:
    """What the sealer needs: its database, the signer (KIEMDINH_SIGNER_URL, _TOKEN), the domain.

    `domain` (KIEMDINH_DOMAIN) begins the origin of each checkpoint, `<domain>/tinh/79`.
    """

    dsn: str = field(repr=False)
    signer_url: str
    signer_token: str = field(repr=False)
    domain: str

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Return the sealer's settings; raises `BadSettings`."""
        return cls(
            env.uri("KIEMDINH_DATABASE"),
            env.text("KIEMDINH_SIGNER_URL"),
            env.secret("KIEMDINH_SIGNER_TOKEN"),
            env.text("KIEMDINH_DOMAIN"),
        )


@dataclass(frozen=True, slots=True)
class InstallationSettings:
    """What `kiemdinh migrate` needs: superusers, and the passwords it hands out.

    KIEMDINH_ADMIN_DATABASE is a superuser's; KIEMDINH_AMQP_MANAGEMENT (optional) an administrator's
    address of RabbitMQ's management API, `amqp_ca` (KIEMDINH_AMQP_CA) a file of authorities where
    that is https://. `passwords` are by process: KIEMDINH_REGISTRY_PASSWORD
    and so on.
    """

    admin_dsn: str = field(repr=False)
    management: str | None = field(repr=False)
    passwords: Mapping[str, str] = field(repr=False)
    amqp_ca: str = ""

    @classmethod
    def read(cls, env: Environment, names: tuple[str, ...]) -> Self:
        """Return the installation's settings, with a password for each of `names`."""
        management = None
        if env.text("KIEMDINH_AMQP_MANAGEMENT", ""):
            management = env.uri("KIEMDINH_AMQP_MANAGEMENT", "KIEMDINH_RABBITMQ_PASSWORD")
        passwords = {name: env.secret(f"KIEMDINH_{name.upper()}_PASSWORD") for name in names}
        admin = env.uri("KIEMDINH_ADMIN_DATABASE", "KIEMDINH_POSTGRES_PASSWORD")
        return cls(admin, management, passwords, env.text("KIEMDINH_AMQP_CA", ""))
