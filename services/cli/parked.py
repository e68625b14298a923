"""`kiemdinh parked list` and `replay`: events that a subscriber set aside, and another try at
them."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
from rich.table import Table

from libs.engine.service import Service
from libs.engine.subscription import Parked, followers
from libs.engine.subscription import parked as parked_of
from libs.hosting.installation import dsn, install
from libs.hosting.private_postgres import NotStarted, PrivatePostgres
from libs.hosting.settings import Environment, VaultSettings
from libs.kernel.problems import BadSettings, Problem
from libs.log.database import INFRASTRUCTURE, Database
from libs.log.postgres import PostgresLog
from libs.people.vault import vault_in
from services.cli.catalogue import SERVICES
from services.cli.console import console, say

ALL = tuple(kind.name for kind in SERVICES)


def _common(command: Callable[..., None]) -> Callable[..., None]:
    options = (
        click.option(
            "--service",
            "names",
            multiple=True,
            type=click.Choice(ALL),
            help="Chỉ dịch vụ này; có thể lặp lại.",
        ),
        click.option(
            "--var",
            type=click.Path(path_type=Path),
            default=Path("var/serve"),
            show_default=True,
            help="Dữ liệu của nền tảng đang dừng, khi không có KIEMDINH_ADMIN_DATABASE.",
        ),
    )
    for option in options:
        command = option(command)
    return command


@click.group()
def parked() -> None:
    """Sự kiện mà một dịch vụ chưa xử lý được và để riêng."""


@parked.command("list")
@_common
def show(names: Sequence[str], var: Path) -> None:
    """Liệt kê các sự kiện để riêng, kèm lỗi đã gặp."""
    with _opened(names, var) as services:
        found = [one for service in services for one in parked_of(service.db)]
    if not found:
        say("Không có sự kiện nào để riêng.")
        return
    table = Table()
    for column in ("Nơi nhận", "Sổ", "Vị trí", "Luồng", "Lúc (UTC)", "Lỗi"):
        table.add_column(column)
    for one in found:
        at = f"{one.at:%d/%m/%Y %H:%M:%S}"
        table.add_row(one.name, one.log, str(one.position), one.stream, at, one.error)
    console().print(table)


@parked.command()
@_common
@click.option("--log", help="Chỉ sổ này (mã tỉnh).")
@click.option("--stream", help="Chỉ luồng này.")
def replay(names: Sequence[str], var: Path, log: str | None, stream: str | None) -> None:
    """Xử lý lại theo đúng thứ tự; luồng nào vẫn lỗi thì giữ nguyên, mã thoát 1."""
    failed = 0
    with _opened(names, var) as services:
        for service in services:
            parts = {part.name: part for part in followers(service)}
            for one in _firsts(parked_of(service.db)):
                if (log or one.log, stream or one.stream) != (one.log, one.stream):
                    continue
                where = f"{one.name}, sổ {one.log}, {one.stream}"
                if one.name not in parts:
                    say(f"{where}: cần KIEMDINH_VAULT và KIEMDINH_VAULT_KEY.", err=True)
                    failed += 1
                    continue
                try:
                    count = parts[one.name].replay(one.log, one.stream)
                except Exception as error:
                    # Whatever the effect raises is what the operator wants to see here.
                    say(f"{where}: vẫn lỗi: {error!r}", err=True)
                    failed += 1
                else:
                    say(f"{where}: đã xử lý {count} sự kiện.")
    if failed:
        raise click.ClickException(f"{failed} luồng vẫn còn để riêng.")


def _firsts(found: list[Parked]) -> list[Parked]:
    """Return the first parked event of each subscriber, log and stream."""
    firsts: dict[tuple[str, str, str], Parked] = {}
    for one in found:
        firsts.setdefault((one.name, one.log, one.stream), one)
    return list(firsts.values())


@contextmanager
def _opened(names: Sequence[str], var: Path) -> Iterator[list[Service]]:
    """Give the services, each as its own role: the log takes no event from anybody else.

    Their database is KIEMDINH_ADMIN_DATABASE with KIEMDINH_REGISTRY_PASSWORD and so on, as for
    `kiemdinh migrate`, and the vault that of KIEMDINH_VAULT if it is named; else both are the
    stopped platform's in `var`.
    """
    env = Environment()
    kinds = [kind for kind in SERVICES if kind.name in (names or ALL)]
    folder: Path | None = var / "vault"
    master: str | None = None
    with ExitStack() as stack:
        try:
            if {"KIEMDINH_ADMIN_DATABASE", "KIEMDINH_ADMIN_DATABASE_FILE"} & env.variables.keys():
                admin = env.uri("KIEMDINH_ADMIN_DATABASE", "KIEMDINH_POSTGRES_PASSWORD")
                passwords = {
                    kind.name: env.secret(f"KIEMDINH_{kind.name.upper()}_PASSWORD")
                    for kind in kinds
                }
                kept = VaultSettings.read(env) if "KIEMDINH_VAULT" in env.variables else None
                folder, master = (kept.folder, kept.master) if kept else (None, None)
            else:
                if not (var / "postgres").is_dir():
                    raise click.ClickException(f"Không có dữ liệu ở '{var}'.")
                admin = stack.enter_context(PrivatePostgres(var / "postgres")).dsn
                # The platform gives its roles new passwords at every start; these harm nobody.
                passwords = {kind.name: secrets.token_hex(24) for kind in kinds}
                roles = {f"kd_{name}": password for name, password in passwords.items()}
                install(admin, roles, kinds)
            yield [
                _service(
                    kind, dsn(admin, f"kd_{kind.name}", passwords[kind.name]), stack, folder, master
                )
                for kind in kinds
            ]
        except (NotStarted, BadSettings, Problem) as error:
            raise click.ClickException(str(error)) from error
        except INFRASTRUCTURE as error:
            raise click.ClickException(f"Cơ sở dữ liệu không trả lời: {error}") from error


def _service(
    kind: type[Service], own_dsn: str, stack: ExitStack, folder: Path | None, master: str | None
) -> Service:
    log, db = Database(own_dsn, "log", 2), Database(own_dsn, kind.name, 4)
    stack.callback(log.close)
    stack.callback(db.close)
    vault = vault_in(folder, db, master) if kind.vaulted and folder else None
    return kind(PostgresLog(log), db, vault=vault)
