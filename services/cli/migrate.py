"""`kiemdinh migrate`: what a distributed installation needs before its processes start."""

import time
from collections.abc import Callable
from contextlib import closing

import click

from libs.hosting import partners, topology
from libs.hosting.installation import dsn, install
from libs.hosting.settings import Environment, InstallationSettings
from libs.kernel.problems import BadSettings, Unavailable
from libs.log.database import INFRASTRUCTURE, Database
from libs.log.postgres import PostgresLog
from services.cli.adoption import adopt
from services.cli.catalogue import SERVICES
from services.gateway.app import GatewayService
from services.registry.service import RegistryService

USERS = (*partners.SERVICES, "gateway", "relay")
"""The processes that log in at the broker."""
PROCESSES = (*USERS, "sealer", "reader")
"""Those that log in at the database, as kd_<name>; the reader is for exports and auditors."""
PATIENCE = 120.0
"""Seconds that the servers may take to answer after their own start."""


@click.command()
def migrate() -> None:
    """Tạo hoặc cập nhật cơ sở dữ liệu, tài khoản và quyền; chạy lại nhiều lần cũng được."""
    try:
        env = Environment()
        given = InstallationSettings.read(env, PROCESSES)
        vhost = env.text("KIEMDINH_AMQP_VHOST", topology.VHOST)
    except BadSettings as error:
        raise click.ClickException(str(error)) from error
    passwords = {f"kd_{name}": given.passwords[name] for name in PROCESSES}
    _patiently(lambda: install(given.admin_dsn, passwords, (*SERVICES, GatewayService)))
    with closing(
        Database(dsn(given.admin_dsn, "kd_registry", passwords["kd_registry"]), "log", 1)
    ) as db:
        registry = RegistryService(PostgresLog(db), db)
        _patiently(lambda: adopt(registry.log, registry.execute))
    click.echo("Cơ sở dữ liệu đã sẵn sàng.")
    if given.management:
        broker = partners.Management(given.management)
        users = {name: given.passwords[name] for name in USERS}
        _patiently(lambda: partners.set_up(broker, vhost, users))
        click.echo("RabbitMQ đã sẵn sàng.")


def _patiently(work: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            work()
            return
        except (*INFRASTRUCTURE, Unavailable) as error:
            if time.monotonic() > until:
                raise click.ClickException(f"Máy chủ không trả lời: {error}") from error
        time.sleep(1)
